import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Looks at evsend's metrics every 10 ms until evsend is gone, and prints: the longest time in which no frame was
 * acknowledged while frames were waiting for it (ms), the longest wait of a frame as evsend itself has it (ms), frames
 * acknowledged, and the longest time between two looks (ms), which is how exact the first is.
 */
final class AckWatch {
    private static final String ACKNOWLEDGED = "evtools_sender_acknowledged_frames_total ";
    private static final String WAITING = "evtools_sender_unacknowledged_frames ";
    private static final String LONGEST = "evtools_sender_ack_longest_seconds ";

    public static void main(String[] arguments) throws Exception {
        Arguments options = new Arguments(arguments, 0);
        URI uri = URI.create("http://" + options.text("metrics") + "/metrics");
        HttpClient client = HttpClient.newHttpClient();
        HttpRequest request = HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(2)).build();
        long begun = System.nanoTime();
        double acknowledged = 0;
        double longestWait = 0;
        long lastGrowth = 0;
        long longestGap = 0;
        long lastLook = 0;
        long longestLook = 0;
        boolean seen = false;
        while (true) {
            String page;
            try {
                page = client.send(request, HttpResponse.BodyHandlers.ofString()).body();
                seen = true;
            } catch (IOException e) {
                if (seen || System.nanoTime() - begun > 10_000_000_000L) {
                    break;
                }
                TimeUnit.MILLISECONDS.sleep(10);
                continue;
            }
            long now = System.nanoTime();
            if (lastLook != 0) {
                longestLook = Math.max(longestLook, now - lastLook);
            }
            lastLook = now;
            double count = value(page, ACKNOWLEDGED);
            longestWait = Math.max(longestWait, value(page, LONGEST));
            if (count > acknowledged || value(page, WAITING) == 0) {
                if (lastGrowth != 0 && count > acknowledged) {
                    longestGap = Math.max(longestGap, now - lastGrowth);
                }
                acknowledged = count;
                lastGrowth = now;
            }
            TimeUnit.MILLISECONDS.sleep(10);
        }
        System.out.printf(
                "%d %d %.0f %d%n",
                longestGap / 1_000_000, Math.round(longestWait * 1000), acknowledged, longestLook / 1_000_000);
        Runtime.getRuntime().halt(0);
    }

    private static double value(String page, String name) {
        int at = page.startsWith(name) ? 0 : page.indexOf("\n" + name) + 1;
        if (at == 0 && !page.startsWith(name)) {
            return 0;
        }
        int start = at + name.length();
        int end = page.indexOf('\n', start);
        return Double.parseDouble(page.substring(start, end < 0 ? page.length() : end).trim());
    }
}
