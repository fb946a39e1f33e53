package dev.seawall.replica;

/**
 * Holds the length and xxHash32 (seed 0) of an object's uncompressed content, as its stamp carries them. The LZ4 frame
 * ends with the same hash; but that hash would go unread if the stamp and another object's frame were put together.
 */
record ContentSeal(long lengthBytes, int xxHash32) {}
