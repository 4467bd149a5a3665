package evtools.store;

import evtools.format.Point;
import evtools.format.form.CivilTime;
import java.nio.file.Path;

/** Where a bucket lies: {@code 2026/11/20/101536}, the UTC time at which it begins. Sorts as text like the time. */
final class BucketPath {
    private static final int SECONDS_PER_DAY = 86_400;
    private static final String LEAF_SUFFIX = ".ev";

    private BucketPath() {}

    static Path of(Path root, long bucket, int widthSeconds) {
        long begin = bucket * widthSeconds;
        CivilTime time = new CivilTime();
        time.set(Point.fromEpochSeconds(begin), 0);
        int secondOfDay = (int) (begin % SECONDS_PER_DAY);
        return root.resolve(digits(time.year(), 4))
                .resolve(digits(time.month(), 2))
                .resolve(digits(time.day(), 2))
                .resolve(digits(secondOfDay / 3_600, 2)
                        + digits(secondOfDay / 60 % 60, 2)
                        + digits(secondOfDay % 60, 2));
    }

    static String leafName(int number) {
        return leafName(number, 4);
    }

    static String leafName(int number, int digits) {
        return digits(number, digits) + LEAF_SUFFIX;
    }

    /** The number of a leaf file's name; -1 if it is something else. */
    static int leafNumber(String name) {
        if (!name.endsWith(LEAF_SUFFIX)) {
            return -1;
        }
        String number = name.substring(0, name.length() - LEAF_SUFFIX.length());
        return isDigits(number) && number.length() <= 10
                ? (int) Math.min(Integer.MAX_VALUE - 1, Long.parseLong(number))
                : -1;
    }

    static boolean isDigits(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return !text.isEmpty();
    }

    private static String digits(int value, int least) {
        String text = Integer.toString(value);
        return "0".repeat(Math.max(0, least - text.length())) + text;
    }
}
