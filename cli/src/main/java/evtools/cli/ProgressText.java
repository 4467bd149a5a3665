package evtools.cli;

/** One line of progress: {@code  42% [########            ] 420M of 1000M  210M/s  0:03 left}. */
final class ProgressText {
    private static final int BAR = 20;

    private final long totalBytes;

    /** @param totalBytes how much there is to do, or -1 */
    ProgressText(long totalBytes) {
        this.totalBytes = totalBytes;
    }

    String at(long doneBytes, long elapsedNanos) {
        double seconds = Math.max(elapsedNanos, 1) / 1e9;
        long rate = (long) (doneBytes / seconds);
        StringBuilder line = new StringBuilder(80);
        if (totalBytes > 0) {
            long done = Math.min(doneBytes, totalBytes);
            int filled = (int) (done * (double) BAR / totalBytes);
            String percent = Long.toString((long) (done * 100.0 / totalBytes));
            line.append(" ".repeat(3 - percent.length())).append(percent).append("% [");
            line.append("#".repeat(filled)).append(" ".repeat(BAR - filled)).append("] ");
            line.append(amount(doneBytes)).append(" of ").append(amount(totalBytes));
            line.append("  ").append(amount(rate)).append("/s");
            if (rate > 0 && done < totalBytes) {
                line.append("  ");
                appendTime(line, (totalBytes - done) / rate);
                line.append(" left");
            }
        } else {
            line.append(amount(doneBytes)).append("  ").append(amount(rate)).append("/s  ");
            appendTime(line, (long) seconds);
        }
        return line.toString();
    }

    /** Three digits and a power of 1024: {@code 9.8M}, {@code 420K}. */
    private static String amount(long bytes) {
        if (bytes < 1024) {
            return Long.toString(bytes);
        }
        int power = -1;
        double value = bytes;
        while (value >= 1000 && power < 4) {
            value /= 1024;
            power++;
        }
        long tenths = Math.round(value * 10);
        String number = tenths < 100 ? tenths / 10 + "." + tenths % 10 : Long.toString(Math.round(value));
        return number + "KMGTP".charAt(Math.max(power, 0));
    }

    private static void appendTime(StringBuilder to, long seconds) {
        long hours = seconds / 3600;
        if (hours > 0) {
            to.append(hours).append(':');
            appendTwoDigits(to, seconds / 60 % 60);
        } else {
            to.append(seconds / 60);
        }
        to.append(':');
        appendTwoDigits(to, seconds % 60);
    }

    private static void appendTwoDigits(StringBuilder to, long number) {
        to.append(number / 10).append(number % 10);
    }
}
