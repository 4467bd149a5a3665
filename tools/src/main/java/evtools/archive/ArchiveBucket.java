package evtools.archive;

import evtools.format.Point;
import evtools.format.form.CivilTime;
import evtools.format.segmentfile.SegmentFileWriter;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A bucket of an environment, and the keys of what is archived of it.
 *
 * @param environment the environment's name
 * @param number begin / width
 * @param widthSeconds its width
 */
public record ArchiveBucket(String environment, long number, int widthSeconds) {
    private static final String SAFE = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-";
    private static final int SECONDS_PER_HOUR = 3_600;

    /** Seconds since the epoch at which it begins. */
    public long beginSeconds() {
        return number * widthSeconds;
    }

    /** Seconds since the epoch at which it has ended. */
    public long endSeconds() {
        return beginSeconds() + widthSeconds;
    }

    /** Its begin in UTC, {@code 20261120T101536Z}: sorts as text like the time. */
    public String name() {
        CivilTime time = new CivilTime();
        time.set(Point.fromEpochSeconds(beginSeconds()), 0);
        int second = (int) Math.floorMod(beginSeconds(), 86_400L);
        return digits(time.year(), 4) + digits(time.month(), 2) + digits(time.day(), 2) + "T"
                + digits(second / SECONDS_PER_HOUR, 2) + digits(second / 60 % 60, 2) + digits(second % 60, 2) + "Z";
    }

    private String day() {
        String name = name();
        return name.substring(0, 4) + "-" + name.substring(4, 6) + "-" + name.substring(6, 8);
    }

    private static String digits(int value, int count) {
        String text = Integer.toString(value);
        return "0".repeat(Math.max(0, count - text.length())) + text;
    }

    /** What the keys of its segments begin with: spread by a hash, computable from a time. */
    public String segmentPrefix() {
        String place = encoded(environment) + "/" + name();
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(place.getBytes(StandardCharsets.US_ASCII));
            return HexFormat.of().formatHex(hash, 0, 1) + "/" + place + "/";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /**
     * The key of the segment with this content hash. The same events compressed harder are another object: objects never
     * change.
     *
     * @param level of zstd
     */
    public String segmentKey(String contentHash, int level) {
        return segmentPrefix() + contentHash + levelSuffix(level);
    }

    /** What the keys of segments of a level end with. */
    static String levelSuffix(int level) {
        return level == SegmentFileWriter.SEALING_LEVEL ? ".evs" : "-" + level + ".evs";
    }

    /** What the keys of its manifests begin with. */
    public String manifestPrefix() {
        return manifestPrefix(environment) + day() + "/" + name() + "/";
    }

    /** The key of a manifest. */
    public String manifestKey(int index) {
        return manifestPrefix() + digits(index, 3);
    }

    /** What the keys of all manifests of an environment begin with. */
    public static String manifestPrefix(String environment) {
        return "manifest/" + encoded(environment) + "/";
    }

    /** Letters, digits, {@code _} and {@code -} stand for themselves, other bytes of the name's UTF-8 as {@code %XX}. */
    private static String encoded(String environment) {
        StringBuilder text = new StringBuilder();
        for (byte b : environment.getBytes(StandardCharsets.UTF_8)) {
            if (SAFE.indexOf((char) b) >= 0 && b > 0) {
                text.append((char) b);
            } else {
                text.append('%').append(HexFormat.of().withUpperCase().toHexDigits(b));
            }
        }
        return text.toString();
    }
}
