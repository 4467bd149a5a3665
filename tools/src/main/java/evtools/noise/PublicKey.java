package evtools.noise;

import java.security.MessageDigest;
import java.util.Arrays;

/** An X25519 public key: who somebody is. As text {@code evpub1…}, see {@code docs/PROTOCOL.md} section 1. Immutable. */
public final class PublicKey {
    private static final String PREFIX = "evpub";

    private final byte[] bytes;

    /** @param bytes 32, as on the wire; copied */
    public PublicKey(byte[] bytes) {
        if (bytes.length != KeyPair.KEY_BYTES) {
            throw new IllegalArgumentException("a key of " + bytes.length + " bytes");
        }
        this.bytes = bytes.clone();
    }

    /**
     * Reads {@code evpub1…}.
     *
     * @throws IllegalArgumentException that says what is wrong with it
     */
    public static PublicKey parse(String text) {
        return new PublicKey(KeyText.decode(PREFIX, text));
    }

    /** Its 32 bytes, as on the wire. */
    public byte[] bytes() {
        return bytes.clone();
    }

    /** Takes the same time whatever the keys are. */
    @Override
    public boolean equals(Object other) {
        return other instanceof PublicKey key && MessageDigest.isEqual(bytes, key.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** As {@link #parse} reads it. */
    @Override
    public String toString() {
        return KeyText.encode(PREFIX, bytes);
    }
}
