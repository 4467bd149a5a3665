package evtools.noise;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** What both sides of a handshake know in common: revision 34, section 5.2. Not thread-safe. */
final class SymmetricState {
    static final String PROTOCOL = "Noise_IK_25519_ChaChaPoly_SHA256";

    private static final String HMAC = "HmacSHA256";
    private static final byte[] NOTHING = {};

    private final MessageDigest sha256;
    private final Mac hmac;
    private byte[] hash;
    private byte[] chainingKey;
    private @Nullable CipherState cipher;

    SymmetricState() {
        try {
            sha256 = MessageDigest.getInstance("SHA-256");
            hmac = Mac.getInstance(HMAC);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no SHA-256", e);
        }
        // The name has exactly as many bytes as a hash, so it is the first hash.
        hash = PROTOCOL.getBytes(StandardCharsets.US_ASCII);
        chainingKey = hash.clone();
    }

    void mixHash(byte[] data) {
        sha256.update(hash);
        hash = sha256.digest(data);
    }

    /** Mixes a Diffie-Hellman result in; it is wiped. */
    void mixKey(byte[] shared) {
        byte[][] keys = hkdf(shared);
        CipherState.wipe(shared);
        chainingKey = keys[0];
        cipher = new CipherState(keys[1]);
        CipherState.wipe(keys[1]);
    }

    /** Encrypts a part of a handshake message. */
    byte[] encryptAndHash(byte[] text) {
        byte[] message = Arrays.copyOf(text, text.length + CipherState.TAG_BYTES);
        requireCipher().encrypt(hash, message, 0, text.length);
        mixHash(message);
        return message;
    }

    byte[] decryptAndHash(byte[] message) throws NoiseException {
        byte[] text = message.clone();
        int length = requireCipher().decrypt(hash, text, 0, text.length);
        mixHash(message);
        return Arrays.copyOf(text, length);
    }

    /** What all messages of the handshake together are hashed to: the same on both sides, and nowhere else. */
    byte[] hash() {
        return hash.clone();
    }

    /** The ciphers of both directions, the initiator's first. */
    CipherState[] split() {
        byte[][] keys = hkdf(NOTHING);
        CipherState.wipe(chainingKey);
        CipherState[] ciphers = {new CipherState(keys[0]), new CipherState(keys[1])};
        CipherState.wipe(keys[0]);
        CipherState.wipe(keys[1]);
        return ciphers;
    }

    private CipherState requireCipher() {
        if (cipher == null) {
            throw new IllegalStateException("nothing secret is shared yet");
        }
        return cipher;
    }

    /** HKDF (RFC 5869) with the chaining key as salt and no info: two keys. */
    private byte[][] hkdf(byte[] input) {
        byte[] temporary = hmac(chainingKey, input, NOTHING);
        byte[] first = hmac(temporary, NOTHING, new byte[] {1});
        byte[] second = hmac(temporary, first, new byte[] {2});
        CipherState.wipe(temporary);
        return new byte[][] {first, second};
    }

    private byte[] hmac(byte[] key, byte[] first, byte[] second) {
        try {
            hmac.init(new SecretKeySpec(key, HMAC));
        } catch (InvalidKeyException e) {
            throw new IllegalStateException(HMAC + " failed", e);
        }
        hmac.update(first);
        return hmac.doFinal(second);
    }
}
