package dev.seawall.storage;

import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;

/**
 * Keeps the objects of one replica. Keys are relative to the replica's path.
 *
 * <p>Each method is one attempt with a deadline of its own; trying again is the caller's decision ({@link
 * StorageException#isRetryable()}). Safe for several threads.
 */
public interface Storage extends AutoCloseable {
    /**
     * Requires that the place is there where objects were stored before: a folder that is missing may be on a disk that is
     * not mounted, and would be made anew. For S3 each answer tells that.
     *
     * @throws StorageException {@code UNREACHABLE} if it is gone
     */
    default void requirePlace() throws StorageException {}

    /**
     * Creates an object whose content is at hand. It appears whole and durable, or not at all.
     *
     * <p>After a failure the object may exist all the same (the answer was lost): the caller tries again with the same
     * bytes, and on {@link PutResult#ALREADY_EXISTS} reads back and compares.
     *
     * @param content array-backed, from position to limit; nothing about the buffer changes
     * @return {@code ALREADY_EXISTS} if there was an object of that key, which stays as it is. A storage that cannot
     *     create conditionally may replace it instead.
     */
    PutResult create(String key, ByteBuffer content) throws StorageException;

    /**
     * Starts an object that is written bit by bit and appears only with {@link Upload#complete}.
     *
     * @param headBytes how many bytes at its front are left open until it completes; 0 to 65536
     * @param expectedBytes about how long it will get, head included: a hint for sizing parts, may be exceeded
     */
    Upload startUpload(String key, int headBytes, long expectedBytes) throws StorageException;

    /**
     * Opens an object for reading from its first byte to its last.
     *
     * @return a stream that throws where the content ends before the length that the storage announced
     * @throws StorageException {@code NOT_FOUND} if there is no such object
     */
    InputStream read(String key) throws StorageException;

    /**
     * Reads part of an object.
     *
     * @return from 0 to {@code lengthBytes} bytes; fewer than asked for only where the object ends
     * @throws StorageException {@code NOT_FOUND} if there is no such object
     */
    byte[] readRange(String key, long offsetBytes, int lengthBytes) throws StorageException;

    /**
     * Visits every object whose key begins with {@code prefix} and comes after {@code startAfter} in byte order. Files
     * half written are not visited. Do not rely on the order.
     *
     * @param prefix empty, or ends with {@code /}
     * @param startAfter a key, or empty for all
     */
    void list(String prefix, String startAfter, Consumer<StoredObject> visitor) throws StorageException;

    /**
     * Returns the names of the folders directly below {@code prefix}, without slashes. An empty replica has none.
     *
     * @param prefix empty, or ends with {@code /}
     */
    List<String> listFolders(String prefix) throws StorageException;

    /**
     * Deletes objects in the order given; S3 takes them in requests of 1000, within which it chooses the order. One
     * that does not exist is no error. After a failure some may be gone.
     */
    void delete(Collection<String> keys) throws StorageException;

    /** The replica's address as a person would write it, without secrets. */
    @Override
    String toString();

    @Override
    void close();

    /**
     * An object under way. Not safe for several threads.
     *
     * <p>After a failure it is over: close it and start again. (S3 tries each part a few times first, because a caller
     * cannot.)
     */
    interface Upload extends AutoCloseable {
        /** Appends bytes behind the head. */
        void write(byte[] bytes, int offset, int length) throws StorageException;

        /**
         * Fills the head in and makes the object appear, whole and durable.
         *
         * @param head exactly as long as announced
         * @return as for {@link Storage#create}
         */
        PutResult complete(byte[] head) throws StorageException;

        /** Ends the upload; if it was not completed, nothing of it stays behind. Idempotent. */
        @Override
        void close();
    }
}
