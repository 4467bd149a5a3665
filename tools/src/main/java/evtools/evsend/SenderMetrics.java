package evtools.evsend;

import evtools.metrics.HealthReport;
import evtools.metrics.HealthSource;
import evtools.metrics.MetricsPage;
import evtools.metrics.MetricsSource;
import evtools.store.MeasuredDisk;
import evtools.store.Spool;
import evtools.store.SpoolFrame;
import evtools.transport.SecurityCounters;
import java.util.List;

/** What a sender tells those who watch it; every metric is explained in {@code docs/OPERATING.md}. */
final class SenderMetrics implements MetricsSource, HealthSource {
    private static final long SECOND = 1_000_000_000L;
    private static final double NEARLY_FULL = 0.9;
    /** A frame is confirmed by all its copies within 10 s when all is well. */
    private static final long OLD_NANOS = 15 * 60 * SECOND;

    private final Intake intake;
    private final Shipper shipper;
    private final Spool spool;
    private final long maxSpoolBytes;
    private final MeasuredDisk disk;
    private final SenderCounters counters;
    private final SecurityCounters security;

    SenderMetrics(
            Intake intake,
            Shipper shipper,
            Spool spool,
            long maxSpoolBytes,
            MeasuredDisk disk,
            SenderCounters counters,
            SecurityCounters security) {
        this.intake = intake;
        this.shipper = shipper;
        this.spool = spool;
        this.maxSpoolBytes = maxSpoolBytes;
        this.disk = disk;
        this.counters = counters;
        this.security = security;
    }

    @Override
    public void writeTo(MetricsPage page) {
        page.counter("evtools_sender_events_total", "Events read from the input.")
                .value(intake.eventCount());
        ShipperCounts counts = shipper.counts();
        writeFrames(page, counts);
        writeSpool(page, counts);
        writeServers(page, counts);
        writeSecurity(page);
    }

    private void writeFrames(MetricsPage page, ShipperCounts counts) {
        page.counter("evtools_sender_spooled_frames_total", "Frames made and put into the spool.")
                .value(counters.spooledFrames());
        page.counter("evtools_sender_spooled_bytes_total", "Bytes of the frames put into the spool.")
                .value(counters.spooledBytes());
        page.counter("evtools_sender_sent_frames_total", "Frames sent, each time counted.")
                .value(counts.sentFrames());
        page.counter("evtools_sender_sent_bytes_total", "Bytes of the frames sent, each time counted.")
                .value(counts.sentBytes());
        page.counter("evtools_sender_resent_frames_total", "Frames sent once more, each time counted.")
                .value(counts.resentFrames());
        page.counter("evtools_sender_acknowledged_frames_total", "Frames that as many servers hold as are waited for.")
                .value(counters.acknowledgedFrames());
        page.counter(
                        "evtools_sender_forgotten_frames_total",
                        "Frames that all their copies' servers have on disk; the spool forgot them.")
                .value(counters.confirmedFrames());
        page.counter("evtools_sender_dropped_frames_total", "Frames given up: their events are lost.")
                .value(shipper.droppedCount(), "reason", "full")
                .value(shipper.droppedOldCount(), "reason", "too_old")
                .value(shipper.lostCount(), "reason", "lost");
        page.counter(
                        "evtools_sender_checked_again_frames_total",
                        "Frames confirmed once more after their bucket's end.")
                .value(counts.checkedAgainFrames());
        page.gauge("evtools_sender_unacknowledged_frames", "Frames in the spool that too few servers hold.")
                .value(counts.unacknowledgedFrames());
        page.gauge("evtools_sender_copies_short_frames", "Frames acknowledged that fewer servers hold than shall.")
                .value(counts.copiesShortFrames());
        page.histogram(
                "evtools_sender_ack_seconds",
                "From a frame's making until as many servers hold it as are waited for.",
                counters.ackTimes());
        page.gauge("evtools_sender_ack_longest_seconds", "Longest such time since the start.")
                .seconds(counters.ackTimes().maxNanos());
    }

    private void writeSpool(MetricsPage page, ShipperCounts counts) {
        page.gauge("evtools_spool_frames", "Frames in the spool.").value(spool.frameCount());
        page.gauge("evtools_spool_bytes", "Bytes of the frames in the spool.").value(spool.bytes());
        page.gauge("evtools_spool_kept_frames", "Frames confirmed, and kept to be confirmed once more.")
                .value(counts.keptFrames());
        page.gauge("evtools_spool_disk_bytes", "Bytes that the spool's files take.")
                .value(spool.diskBytes());
        page.gauge("evtools_spool_limit_bytes", "What --spool-max allows the files to take.")
                .value(maxSpoolBytes);
        page.gauge("evtools_spool_oldest_seconds", "Age of the oldest frame in the spool; 0 if there is none.")
                .seconds(oldestNanos());
        page.counter("evtools_spool_fsyncs_total", "Fsyncs of the spool.").value(disk.forceCount());
        page.counter("evtools_spool_fsync_seconds_total", "Time that the spool's fsyncs took.")
                .seconds(disk.forceNanos());
        page.gauge("evtools_spool_fsync_longest_seconds", "Longest fsync of the spool since the start.")
                .seconds(disk.longestForceNanos());
    }

    private void writeServers(MetricsPage page, ShipperCounts counts) {
        List<ServerState> servers = shipper.servers();
        page.gauge("evtools_sender_servers", "Servers that are known.").value(counts.servers());
        page.gauge("evtools_sender_servers_up", "Servers that there is a connection to.")
                .value(counts.serversUp());
        MetricsPage.Family up = page.gauge("evtools_sender_server_up", "1 if there is a connection to this server.");
        for (ServerState server : servers) {
            up.value(server.up() ? 1 : 0, "server", server.name());
        }
        MetricsPage.Family frames =
                page.gauge("evtools_sender_server_inflight_frames", "Frames sent to this server and not answered.");
        for (ServerState server : servers) {
            frames.value(server.inFlightFrames(), "server", server.name());
        }
        MetricsPage.Family window =
                page.gauge("evtools_sender_server_window_frames", "Frames that may be in flight to this server now.");
        for (ServerState server : servers) {
            window.value(server.windowFrames(), "server", server.name());
        }
    }

    private void writeSecurity(MetricsPage page) {
        page.counter("evtools_sender_handshakes_total", "Encrypted connections made.")
                .value(security.handshakes());
        page.counter("evtools_sender_key_renewals_total", "Times that the keys of a connection were renewed.")
                .value(security.renewals());
        MetricsPage.Family refused = page.counter(
                "evtools_sender_insecure_connections_total",
                "Connections given up because of keys and encryption, by reason.");
        for (SecurityCounters.Refused why : SecurityCounters.Refused.values()) {
            refused.value(security.refused(why), "reason", why.label());
        }
    }

    private long oldestNanos() {
        SpoolFrame oldest = spool.oldest();
        return oldest == null ? 0 : counters.ageNanos(oldest);
    }

    @Override
    public void check(HealthReport report) {
        if (shipper.upCount() == 0) {
            report.failing("none of " + shipper.serverCount() + " servers can be reached");
        }
        if (shipper.spoolGone()) {
            report.failing("somebody has removed the spool");
        }
        long bytes = spool.diskBytes();
        if (bytes > maxSpoolBytes * NEARLY_FULL) {
            report.failing("spool is nearly full: " + bytes + " of " + maxSpoolBytes + " bytes");
        }
        long oldest = oldestNanos();
        if (oldest > OLD_NANOS) {
            report.failing("oldest frame waits in the spool since " + oldest / SECOND + " s");
        }
        long dropped = shipper.droppedCount() + shipper.droppedOldCount() + shipper.lostCount();
        if (dropped > 0) {
            report.failing(dropped + " frames were dropped or lost since the start");
        }
        for (ServerState server : shipper.servers()) {
            if (!server.up()) {
                report.degraded("server " + server.name() + " can't be reached");
            }
        }
    }
}
