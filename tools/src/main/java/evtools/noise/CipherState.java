package evtools.noise;

import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.NoSuchPaddingException;
import javax.crypto.ShortBufferException;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Encrypts or decrypts one direction, in order: the n-th message under a key has nonce n.
 *
 * <p>Works in place and keeps no copy; what the JDK's cipher makes anew for each message is about a kilobyte. After an
 * exception it must not be used any more. Not thread-safe.
 */
public final class CipherState {
    /** What encryption adds behind a text. */
    public static final int TAG_BYTES = 16;

    /** Longest encrypted message, tag included. */
    public static final int MAX_MESSAGE_BYTES = 65_535;

    private static final String ALGORITHM = "ChaCha20-Poly1305";
    private static final byte[] NOTHING = {};
    private static final int NONCE_BYTES = 12;

    private final SecretKeySpec key;
    private final Cipher cipher;
    private final byte[] nonceBytes = new byte[NONCE_BYTES];
    private long nonce;

    /** @param key 32 bytes; copied */
    CipherState(byte[] key) {
        this.key = new SecretKeySpec(key, 0, KeyPair.KEY_BYTES, "ChaCha20");
        try {
            this.cipher = Cipher.getInstance(ALGORITHM);
        } catch (NoSuchAlgorithmException | NoSuchPaddingException e) {
            throw new IllegalStateException("this Java has no " + ALGORITHM, e);
        }
    }

    /**
     * Encrypts {@code length} bytes from {@code offset} on where they are, and puts the tag behind them.
     *
     * @return how many bytes there are now: {@code length + TAG_BYTES}
     */
    public int encrypt(byte[] bytes, int offset, int length) {
        return encrypt(NOTHING, bytes, offset, length);
    }

    /** The same, with what the tag is to protect besides. */
    int encrypt(byte[] associated, byte[] bytes, int offset, int length) {
        try {
            start(Cipher.ENCRYPT_MODE, associated);
            return cipher.doFinal(bytes, offset, length, bytes, offset);
        } catch (ShortBufferException e) {
            throw new IllegalArgumentException("no room for the tag", e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(ALGORITHM + " failed", e);
        }
    }

    /**
     * Decrypts {@code length} bytes from {@code offset} on where they are; nothing is decrypted unless the tag is right.
     *
     * @return how many bytes the text has: {@code length - TAG_BYTES}
     * @throws NoiseException if the tag is wrong
     */
    public int decrypt(byte[] bytes, int offset, int length) throws NoiseException {
        return decrypt(NOTHING, bytes, offset, length);
    }

    /** The same, with what the tag protects besides. */
    int decrypt(byte[] associated, byte[] bytes, int offset, int length) throws NoiseException {
        if (length < TAG_BYTES) {
            throw new NoiseException("an encrypted message of " + length + " bytes");
        }
        try {
            start(Cipher.DECRYPT_MODE, associated);
            return cipher.doFinal(bytes, offset, length, bytes, offset);
        } catch (AEADBadTagException e) {
            throw new NoiseException("damaged, tampered with, or not encrypted for this connection", e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(ALGORITHM + " failed", e);
        }
    }

    private void start(int mode, byte[] associated) throws InvalidKeyException, InvalidAlgorithmParameterException {
        // The last nonce is not for messages (revision 34, section 5.1). It would take an age to get there.
        if (nonce == -1) {
            throw new IllegalStateException("no nonce left");
        }
        for (int i = 0; i < Long.BYTES; i++) {
            nonceBytes[NONCE_BYTES - Long.BYTES + i] = (byte) (nonce >>> (8 * i));
        }
        nonce++;
        cipher.init(mode, key, new IvParameterSpec(nonceBytes));
        if (associated.length > 0) {
            cipher.updateAAD(associated);
        }
    }

    /** How many messages it has encrypted or decrypted. */
    public long messages() {
        return nonce;
    }

    /** Overwrites {@code secret}. */
    static void wipe(byte[] secret) {
        Arrays.fill(secret, (byte) 0);
    }
}
