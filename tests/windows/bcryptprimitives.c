/* Random bytes for programs in Rust under Wine older than 8.13, which lacks this library of Windows. Built without the C
 * runtime: `x86_64-w64-mingw32-gcc -shared -nostdlib -e DllMain`. */
#include <windows.h>
#include <ntsecapi.h>

BOOL WINAPI DllMain(HINSTANCE library, DWORD reason, LPVOID reserved) { return TRUE; }

__declspec(dllexport) BOOL WINAPI ProcessPrng(PBYTE data, SIZE_T length) { return RtlGenRandom(data, length); }
