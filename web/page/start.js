// Last, when everything else is there.

at('needs').remove();
start();
