package evtools.noise;

/**
 * What came from the other side is not what the one who holds the expected key would have sent: damaged, tampered with,
 * replayed, made for another key, or no Noise at all.
 */
public final class NoiseException extends Exception {
    private static final long serialVersionUID = 1;

    NoiseException(String what) {
        super(what);
    }

    NoiseException(String what, Throwable cause) {
        super(what, cause);
    }
}
