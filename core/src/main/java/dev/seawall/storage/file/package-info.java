/**
 * Keeps a replica's objects as files below a folder: {@code <root>/<key>}.
 *
 * <p>Read {@link dev.seawall.storage.file.FileStorage} and {@code Publication} first.
 *
 * <p>Invariants: a file under its final name is whole and durable, and is never written again. What is under way has a
 * name that ends with {@code .tmp}; such names (Litestream's too) are never objects. No channel that an interrupt closes
 * is used for content.
 */
@NullMarked
package dev.seawall.storage.file;

import org.jspecify.annotations.NullMarked;
