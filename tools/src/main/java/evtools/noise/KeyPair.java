package evtools.noise;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.NamedParameterSpec;
import java.security.spec.XECPrivateKeySpec;
import java.security.spec.XECPublicKeySpec;
import java.util.random.RandomGenerator;
import javax.crypto.KeyAgreement;

/** An X25519 secret key with its public key. Immutable. Its {@link #toString} names the public key only. */
public final class KeyPair {
    /** Bytes of a secret key, of a public key, and of what two of them share. */
    public static final int KEY_BYTES = 32;

    private static final String ALGORITHM = "X25519";
    private static final String PREFIX = "evsec";
    private static final byte[] BASE_POINT = new byte[KEY_BYTES];

    static {
        BASE_POINT[0] = 9;
    }

    private final byte[] secret;
    private final PrivateKey privateKey;
    private final PublicKey publicKey;

    private KeyPair(byte[] secret) {
        this.secret = secret;
        try {
            this.privateKey = KeyFactory.getInstance(ALGORITHM)
                    .generatePrivate(new XECPrivateKeySpec(NamedParameterSpec.X25519, secret));
            this.publicKey = new PublicKey(multiply(BASE_POINT));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no working " + ALGORITHM, e);
        }
    }

    /** A new key. {@code random} has to be a secure one outside of tests. */
    public static KeyPair generate(RandomGenerator random) {
        byte[] secret = new byte[KEY_BYTES];
        random.nextBytes(secret);
        return new KeyPair(secret);
    }

    /** @param secret 32 bytes; copied */
    public static KeyPair of(byte[] secret) {
        if (secret.length != KEY_BYTES) {
            throw new IllegalArgumentException("a key of " + secret.length + " bytes");
        }
        return new KeyPair(secret.clone());
    }

    /**
     * Reads {@code evsec1…}.
     *
     * @throws IllegalArgumentException that says what is wrong with it
     */
    public static KeyPair parse(String text) {
        return new KeyPair(KeyText.decode(PREFIX, text));
    }

    /** The secret key as {@link #parse} reads it. */
    public String secretText() {
        return KeyText.encode(PREFIX, secret);
    }

    /** The public key. */
    public PublicKey publicKey() {
        return publicKey;
    }

    /**
     * The secret shared with whoever holds the secret key of {@code other}.
     *
     * @throws NoiseException if {@code other} is one of the few points that would give nothing secret
     */
    byte[] share(PublicKey other) throws NoiseException {
        try {
            return multiply(other.bytes());
        } catch (InvalidKeyException e) {
            throw new NoiseException("a public key that is none", e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no working " + ALGORITHM, e);
        }
    }

    private byte[] multiply(byte[] point) throws GeneralSecurityException {
        byte[] bigEndian = new byte[KEY_BYTES];
        for (int i = 0; i < KEY_BYTES; i++) {
            bigEndian[i] = point[KEY_BYTES - 1 - i];
        }
        // RFC 7748 section 5: the highest bit is not looked at.
        bigEndian[0] &= 0x7F;
        KeyAgreement agreement = KeyAgreement.getInstance(ALGORITHM);
        agreement.init(privateKey);
        agreement.doPhase(
                KeyFactory.getInstance(ALGORITHM)
                        .generatePublic(new XECPublicKeySpec(NamedParameterSpec.X25519, new BigInteger(1, bigEndian))),
                true);
        return agreement.generateSecret();
    }

    @Override
    public String toString() {
        return "key pair of " + publicKey;
    }
}
