package evtools.evrecv;

import evtools.metrics.HealthReport;
import evtools.metrics.HealthSource;
import evtools.metrics.MetricsPage;
import evtools.metrics.MetricsSource;
import evtools.store.DirectoryStore;
import evtools.store.MeasuredDisk;
import evtools.store.StoreState;
import evtools.transport.Refusal;
import evtools.transport.Role;
import evtools.transport.SecurityCounters;
import java.util.Locale;

/** What a server tells those who watch it; every metric is explained in {@code docs/OPERATING.md}. */
final class ServerMetrics implements MetricsSource, HealthSource {
    private static final long SECOND = 1_000_000_000L;
    /** A peer that is away for less is being restarted, and nobody need look. */
    private static final long PEER_AWAY_NANOS = 60 * SECOND;
    /** A sync is tried every second. */
    private static final long SYNC_LATE_NANOS = 30 * SECOND;

    private static final Role[] CLIENTS = {Role.SENDER, Role.PEER, Role.READER, Role.EXPORTER};

    private final ServerCore core;
    private final DirectoryStore store;
    private final MeasuredDisk disk;
    private final ServerCounters counters;
    private final SecurityCounters security;

    ServerMetrics(
            ServerCore core,
            DirectoryStore store,
            MeasuredDisk disk,
            ServerCounters counters,
            SecurityCounters security) {
        this.core = core;
        this.store = store;
        this.disk = disk;
        this.counters = counters;
        this.security = security;
    }

    @Override
    public void writeTo(MetricsPage page) {
        writeFrames(page);
        writeConnections(page);
        writeLimits(page);
        writeForbidden(page);
        writeSecurity(page);
        writePeers(page);
        writeStore(page, store.state());
        writeDisks(page, store.state());
        writeRepair(page);
    }

    private void writeFrames(MetricsPage page) {
        MetricsPage.Family frames = page.counter(
                "evtools_server_frames_total", "Frames received, by who sent them and what became of them.");
        for (Role from : new Role[] {Role.SENDER, Role.PEER}) {
            for (ServerCounters.Fate fate : ServerCounters.Fate.values()) {
                frames.value(counters.frames(from, fate), "from", lower(from), "fate", lower(fate));
            }
        }
        page.counter("evtools_server_received_bytes_total", "Bytes of the frames received.")
                .value(counters.bytes(Role.SENDER), "from", "sender")
                .value(counters.bytes(Role.PEER), "from", "peer");
        page.counter("evtools_server_stored_bytes_total", "Bytes of the frames stored.")
                .value(counters.storedBytes());
        page.counter("evtools_server_forwarded_frames_total", "Frames passed on to peers.")
                .value(counters.forwardedFrames());
        page.counter("evtools_server_forwarded_bytes_total", "Bytes of the frames passed on to peers.")
                .value(counters.forwardedBytes());
        page.counter("evtools_server_read_frames_total", "Frames given to readers.")
                .value(counters.readFrames());
        page.counter("evtools_server_read_bytes_total", "Bytes of the frames given to readers.")
                .value(counters.readBytes());
        page.counter("evtools_server_missed_frames_total", "Frames that live readers were too slow for.")
                .value(counters.missedFrames());
    }

    private void writeConnections(MetricsPage page) {
        MetricsPage.Family connections = page.gauge("evtools_server_connections", "Connections open now.");
        for (Role role : CLIENTS) {
            connections.value(core.connectionCount(role), "role", lower(role));
        }
        MetricsPage.Family refused =
                page.counter("evtools_server_refused_connections_total", "Connections refused, by reason.");
        for (int status = 0; status <= Refusal.MAX; status++) {
            if (status != Refusal.SELF) {
                refused.value(counters.refusals(status), "reason", Refusal.name(status));
            }
        }
    }

    private void writeForbidden(MetricsPage page) {
        MetricsPage.Family drops = page.counter(
                "evtools_server_forbidden_drops_total",
                "Times that a client without the right to it wanted frames deleted.");
        for (Role role : CLIENTS) {
            if (role != Role.EXPORTER) {
                drops.value(counters.forbiddenDrops(role), "role", lower(role));
            }
        }
    }

    private void writeSecurity(MetricsPage page) {
        page.counter("evtools_server_handshakes_total", "Encrypted connections let in.")
                .value(security.handshakes());
        page.counter("evtools_server_key_renewals_total", "Times that the keys of a connection were renewed.")
                .value(security.renewals());
        MetricsPage.Family refused = page.counter(
                "evtools_server_insecure_connections_total",
                "Connections refused or ended because of keys and encryption, by reason.");
        for (SecurityCounters.Refused why : SecurityCounters.Refused.values()) {
            refused.value(security.refused(why), "reason", why.label());
        }
    }

    private void writeRepair(MetricsPage page) {
        Healing healing = core.healing();
        page.gauge("evtools_repair_backlog_frames", "Frames of ended buckets known to have too few holders.")
                .value(healing.backlogFrames());
        page.counter("evtools_repair_sent_frames_total", "Frames that other servers took because they lacked them.")
                .value(healing.repairedFrames());
        page.counter("evtools_repair_sent_bytes_total", "Bytes of the frames that other servers lacked and took.")
                .value(healing.repairedBytes());
        page.counter("evtools_repair_digests_total", "Answers of peers that tell what they hold.")
                .value(healing.digestsHeard());
        page.counter("evtools_repair_scrubbed_frames_total", "Frames read from disk and checked.")
                .value(healing.scrubbedFrames());
        page.gauge("evtools_repair_closed_buckets", "Ended buckets that are compared with peers.")
                .value(healing.closedBuckets());
    }

    private void writeLimits(MetricsPage page) {
        MetricsPage.Family silent = page.counter(
                "evtools_server_silent_connections_total",
                "Connections closed because the other side was silent, or slow with a message, for too long.");
        for (Role role : CLIENTS) {
            silent.value(counters.silentClients(role), "role", lower(role));
        }
        page.gauge("evtools_server_receiving_bytes", "Memory that frames are being received into.")
                .value(core.receivingBytes());
    }

    private void writePeers(MetricsPage page) {
        Replicator replicator = core.replicator();
        page.gauge("evtools_server_overloaded", "1 if frames are declined until peers have caught up.")
                .value(replicator.isOverloaded() ? 1 : 0);
        page.gauge("evtools_server_placing_frames", "Frames that wait for more servers to hold them.")
                .value(replicator.pendingCount());
        page.counter(
                        "evtools_server_copies_short_total",
                        "Frames no longer passed on before they had all their copies; their sender sees to them.")
                .value(replicator.givenUpCount());
        MetricsPage.Family up = page.gauge("evtools_server_peer_up", "1 if there is a connection to this peer.");
        for (PeerLink peer : replicator.peers()) {
            up.value(peer.isUp() ? 1 : 0, "peer", peer.name());
        }
    }

    private void writeStore(MetricsPage page, StoreState state) {
        page.gauge("evtools_store_frames", "Frames held.").value(state.frames());
        page.gauge("evtools_store_buckets", "Buckets that have frames.").value(state.buckets());
        page.gauge("evtools_store_bytes", "Bytes of the frames held.").value(state.bytes());
        page.counter("evtools_store_expired_frames_total", "Frames deleted because of --retain.")
                .value(counters.expiredFrames());
        MetricsPage.Family damage =
                page.counter("evtools_store_damage_total", "What was found wrong with the store, by kind.");
        for (ServerCounters.Damage what : ServerCounters.Damage.values()) {
            damage.value(counters.damages(what), "kind", lower(what));
        }
        page.counter("evtools_store_rotten_frames_total", "Frames that were good once and are not any more.")
                .value(store.rottenCount());
        page.gauge("evtools_store_tombstones", "Ranges of frame ids that were deleted and must not come back.")
                .value(store.tombstoneCount());
        page.counter("evtools_store_tombstones_forgotten_total", "Ranges given up, because there were too many.")
                .value(store.forgottenTombstones());
        page.gauge("evtools_store_unsynced_frames", "Frames not on disk for good yet.")
                .value(state.unsyncedFrames());
        page.gauge("evtools_store_sync_age_seconds", "How long ago the last completed sync of the store began.")
                .seconds(core.syncAgeNanos());
    }

    private void writeDisks(MetricsPage page, StoreState state) {
        page.counter("evtools_store_written_bytes_total", "Bytes written to the store's files.")
                .value(disk.writtenBytes());
        page.counter("evtools_store_fsyncs_total", "Fsyncs of files and directories.")
                .value(disk.forceCount());
        page.counter("evtools_store_fsync_seconds_total", "Time that fsyncs took.")
                .seconds(disk.forceNanos());
        page.gauge("evtools_store_fsync_longest_seconds", "Longest fsync since the start.")
                .seconds(disk.longestForceNanos());
        MetricsPage.Family free = page.gauge("evtools_store_disk_free_bytes", "Bytes free for this server.");
        for (StoreState.DirectoryState directory : state.directories()) {
            free.value(directory.freeBytes(), "directory", directory.root().toString());
        }
        MetricsPage.Family size = page.gauge("evtools_store_disk_size_bytes", "Size of the file system.");
        for (StoreState.DirectoryState directory : state.directories()) {
            size.value(directory.totalBytes(), "directory", directory.root().toString());
        }
        MetricsPage.Family is = page.gauge("evtools_store_disk_state", "1 for the state that the disk is in.");
        for (StoreState.DirectoryState directory : state.directories()) {
            String root = directory.root().toString();
            boolean full = directory.full() && !directory.failed();
            is.value(full || directory.failed() ? 0 : 1, "directory", root, "state", "ok")
                    .value(full ? 1 : 0, "directory", root, "state", "full")
                    .value(directory.failed() ? 1 : 0, "directory", root, "state", "failed");
        }
    }

    @Override
    public void check(HealthReport report) {
        for (StoreState.DirectoryState directory : store.state().directories()) {
            if (directory.failed()) {
                report.failing("disk " + directory.root() + " failed: nothing more is stored there");
            } else if (directory.full()) {
                report.failing("disk " + directory.root() + " is full: " + directory.freeBytes() + " bytes free");
            }
        }
        if (store.state().unsyncedFrames() > 0 && core.syncAgeNanos() > SYNC_LATE_NANOS) {
            report.failing("frames wait for their sync since " + core.syncAgeNanos() / SECOND + " s");
        }
        if (store.rottenCount() > 0) {
            report.failing(store.rottenCount() + " rotten frames were found since the start");
        }
        long now = core.replicator().now();
        for (PeerLink peer : core.replicator().peers()) {
            if (!peer.isUp() && peer.sinceNanos(now) > PEER_AWAY_NANOS) {
                report.degraded("peer " + peer.name() + " is away since " + peer.sinceNanos(now) / SECOND + " s");
            }
        }
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
