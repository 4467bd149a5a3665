package evtools.fleet;

import evtools.format.ByteArrayBuilder;
import evtools.format.event.EventBuilder;
import java.nio.charset.StandardCharsets;
import java.util.Random;

/** Events of many hosts, in order of time, no two at the same point. Not thread-safe. */
final class HostEvents {
    private static final byte[] FORM = bytes("_form");
    private static final byte[] SOURCE = bytes("_src");
    private static final byte[] LAYOUT = bytes("%Y-%m-%dT%H:%M:%S.%6NZ ${host} ${app}");
    private static final byte[][] APPS = {bytes("sshd"), bytes("nginx"), bytes("db"), bytes("cron"), bytes("kernel")};
    private static final byte[][] TEXTS = {
        bytes("Accepted publickey for deploy from "), bytes(" request done in "), bytes("checkpoint complete: wrote "),
        bytes("session opened for user "), bytes("slow query: rows "), bytes("queue length now "),
    };

    private final Random random;
    private final byte[][] hosts;
    private final byte[][] sources;
    private final EventBuilder builder = new EventBuilder();
    private final ByteArrayBuilder out = new ByteArrayBuilder(512);
    private final ByteArrayBuilder number = new ByteArrayBuilder(32);
    private final long endPoint;
    private final long stepTicks;
    private long point;

    /** @param count how many events there are, about, between the two points */
    HostEvents(long seed, int hostCount, long beginPoint, long endPoint, long count) {
        random = new Random(seed);
        hosts = new byte[hostCount][];
        sources = new byte[hostCount][];
        for (int i = 0; i < hostCount; i++) {
            hosts[i] = bytes("host" + i);
            sources[i] = bytes("/var/log/app.log 0123456789ab" + Integer.toHexString(0x1000 + i));
        }
        this.point = beginPoint;
        this.endPoint = endPoint;
        this.stepTicks = Math.max(1, 2 * ((endPoint - beginPoint) / count) - 1);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Makes the next event, which lies in {@link #buffer} from 2 on; its length, or 0: there are no more. */
    int next() {
        point += 1 + random.nextLong(stepTicks);
        if (point >= endPoint) {
            return 0;
        }
        int host = random.nextInt(hosts.length);
        byte[] app = APPS[random.nextInt(APPS.length)];
        byte[] text = TEXTS[random.nextInt(TEXTS.length)];
        number.clear();
        number.putDecimal(random.nextInt(1_000_000));
        out.clear();
        builder.begin(point)
                .host(hosts[host], 0, hosts[host].length)
                .app(app, 0, app.length)
                .text(text, 0, text.length)
                .token(number.array(), 0, number.length())
                .beside(FORM, LAYOUT, 0, LAYOUT.length)
                .beside(SOURCE, sources[host], 0, sources[host].length);
        return builder.finish(out);
    }

    byte[] buffer() {
        return out.array();
    }
}
