package dev.seawall.storage;

/**
 * Proves to an S3 store who we are. Never part of an address, never printed.
 *
 * @param id the access key's id
 * @param secret the secret access key
 */
public record AccessKey(String id, String secret) {
    public AccessKey {
        if (id.isBlank() || secret.isBlank()) {
            throw new IllegalArgumentException("an access key has an id and a secret; one of the two is empty");
        }
    }

    /** Tells neither part: ids are no secrets, but nobody needs them in a log either. */
    @Override
    public String toString() {
        return "AccessKey[(set)]";
    }
}
