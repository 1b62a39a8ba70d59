"""Runs tests one after another, each a function that raises where something is wrong."""


def run(tests):
    for test in tests:
        test()
        print("ok", test.__name__)
    print(f"{len(tests)} passed, 0 failed")
