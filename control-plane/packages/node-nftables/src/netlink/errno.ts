/** Linux errno numbers this package tells apart (the same on x86-64 and arm64). */
export const EPERM = 1;
export const ENOENT = 2;
export const EINTR = 4;
export const EAGAIN = 11;
export const ENOMEM = 12;
export const EACCES = 13;
export const EBUSY = 16;
export const ENOBUFS = 105;
