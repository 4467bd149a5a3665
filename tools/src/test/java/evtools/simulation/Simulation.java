package evtools.simulation;

import evtools.evsend.WhenFull;
import evtools.format.event.EventChecksum;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** One run: some servers and senders, harm for half a minute, then peace, then a look at what is left. */
final class Simulation {
    static final String ENVIRONMENT = "simulation";
    static final int WIDTH_SECONDS = 10;

    private static final List<WhenFull> WAYS_WHEN_FULL =
            List.of(WhenFull.BLOCK, WhenFull.DROP_OLDEST, WhenFull.DROP_NEWEST);
    private static final long HEALING_NANOS = 300 * VirtualTime.SECOND;
    private static final long PEACE_NANOS = 240 * VirtualTime.SECOND;

    final long seed;
    final Rules rules;
    final VirtualTime time = new VirtualTime();
    final Trace trace = new Trace(time);
    final Ledger ledger = new Ledger(this);
    final SimulatedNetwork network;
    final List<SimulatedServer> servers = new ArrayList<>();
    final List<SimulatedSender> senders = new ArrayList<>();
    final List<SimulatedHost> hosts = new ArrayList<>();
    final Members members = new Members(this);
    final Scenario scenario;
    final SimulatedReader reader;
    final DeletionPlan plan;
    private final SimulatedExporter exporter;
    private final Nemesis nemesis;
    private final long harmNanos;
    private boolean onlyHealing;

    /** A world in which nothing has begun yet; without a scenario one that the seed decides. */
    Simulation(long seed, Rules rules, @Nullable Scenario wanted) {
        this.seed = seed;
        this.rules = rules;
        // Neighbouring seeds would begin alike otherwise.
        SplittableRandom random = new SplittableRandom(new SplittableRandom(seed).nextLong());
        network = new SimulatedNetwork(this, random.split());
        scenario = wanted != null ? wanted : Scenario.of(random);
        for (int i = 0; i < scenario.servers(); i++) {
            String zone = scenario.zones() > 0 ? "zone" + random.nextInt(scenario.zones()) : "";
            SimulatedServer server = new SimulatedServer(this, i, zone, random.split());
            servers.add(server);
            hosts.add(server);
            network.add(server);
            members.join(server);
        }
        for (int i = 0; i < scenario.senders(); i++) {
            SourceLog log = new SourceLog("host" + i, scenario.events(), scenario.durability(), random.split());
            boolean small = !scenario.plainSpools() && random.nextInt(8) == 0;
            WhenFull whenFull = small ? WAYS_WHEN_FULL.get(random.nextInt(WAYS_WHEN_FULL.size())) : WhenFull.BLOCK;
            long spoolBytes = small ? (whenFull == WhenFull.BLOCK ? 70 << 10 : 4 << 10) : 1 << 30;
            SimulatedSender sender =
                    new SimulatedSender(this, scenario.servers() + i, log, whenFull, spoolBytes, random.split());
            senders.add(sender);
            hosts.add(sender);
        }
        // Of its own, so that whoever deletes nothing does as before.
        SplittableRandom deleting = new SplittableRandom(new SplittableRandom(~seed).nextLong());
        plan = wanted != null ? DeletionPlan.NONE : DeletionPlan.of(deleting);
        exporter = new SimulatedExporter(this, hosts.size(), deleting.split());
        if (plan.archives()) {
            hosts.add(exporter);
        }
        for (SimulatedServer server : servers) {
            boolean retains = plan.allRetain() || deleting.nextBoolean();
            server.retain(retains ? plan.retainNanos() : 0);
        }
        reader = new SimulatedReader(this, hosts.size(), random.split());
        nemesis = new Nemesis(this, random.split());
        harmNanos = (5 + random.nextInt(30)) * VirtualTime.SECOND;
    }

    /**
     * Runs a seed to its end.
     *
     * @throws Violation if a guarantee does not hold, with the seed and the last things that happened
     */
    static Outcome run(long seed, Rules rules) {
        Simulation simulation = new Simulation(seed, rules, null);
        try {
            return simulation.run();
        } catch (Violation e) {
            throw new Violation(simulation.report(e), e);
        }
    }

    private Outcome run() {
        trace.note("seed", "begins", seed, servers.size());
        hosts.forEach(SimulatedHost::start);
        nemesis.start();
        time.runUntil(harmNanos);
        trace.note("seed", "peace");
        nemesis.end();
        senders.forEach(SimulatedSender::finish);
        long until = time.now() + PEACE_NANOS;
        while (!settled() && time.now() < until) {
            time.runUntil(time.now() + VirtualTime.SECOND);
        }
        for (SimulatedSender sender : senders) {
            if (!sender.isSettled()) {
                throw new Violation(
                        "not settled after " + PEACE_NANOS / VirtualTime.SECOND + " s of peace: " + sender.state());
            }
        }
        onlyHealing = true;
        exporter.rest();
        if (scenario.heals()) {
            heal();
        }
        if (plan.deletes()) {
            new LastDeletions(this, exporter).run(!nemesis.kinds().contains(Nemesis.Fault.SET_CLOCK));
        }
        reader.start();
        compare(reader.fetchAll());
        int beyond = 0;
        int deleted = 0;
        for (TrackedFrame frame : ledger.all()) {
            beyond += frame.isBeyondItsClass() ? 1 : 0;
            deleted += frame.deleted;
        }
        return new Outcome(
                seed,
                trace.hash(),
                time.count(),
                ledger.all().size(),
                ledger.acknowledgedCount(),
                ledger.confirmedCount(),
                ledger.droppedCount(),
                beyond,
                ledger.archivedCount(),
                ledger.settledCount(),
                deleted);
    }

    /** With time and peace, every frame that any server has is on as many as it wants. */
    private void heal() {
        long until = time.now() + HEALING_NANOS;
        TrackedFrame lacking = ledger.lacking();
        while (lacking != null && time.now() < until) {
            time.runUntil(time.now() + 2 * VirtualTime.SECOND);
            lacking = ledger.lacking();
        }
        if (lacking != null) {
            throw new Violation(lacking + " is on " + ledger.holders(lacking, true) + " servers only, after "
                    + HEALING_NANOS / VirtualTime.SECOND + " s in which it could have been healed");
        }
    }

    /** Whether senders have sent everything. */
    boolean onlyHealing() {
        return onlyHealing;
    }

    /** All servers run, and no sender has anything left to do. */
    boolean settled() {
        for (SimulatedSender sender : senders) {
            if (!sender.isSettled()) {
                return false;
            }
        }
        for (SimulatedServer server : servers) {
            if (!server.isRunning()) {
                return false;
            }
        }
        return true;
    }

    /** What came out must be what went in. */
    private void compare(Set<TrackedFrame> readable) {
        Set<String> out = new HashSet<>();
        for (TrackedFrame frame : readable) {
            out.addAll(frame.events);
            if (frame.archived && plan.archivesAtEnd()) {
                throw new Violation(frame + " was deleted everywhere, and a reader gets it");
            }
        }
        for (TrackedFrame frame : ledger.all()) {
            if (frame.archived) {
                out.addAll(frame.events);
            }
        }
        for (TrackedFrame frame : ledger.all()) {
            if (!readable.contains(frame)
                    && frame.isPromised(frame.sender.spooled().contains(frame.sequence))) {
                throw new Violation(frame + " can't be read");
            }
        }
        Map<String, TrackedFrame> excused = new HashMap<>();
        for (TrackedFrame frame : ledger.all()) {
            if (frame.isExcused()) {
                frame.events.forEach(event -> excused.put(event, frame));
            }
        }
        EventChecksum in = new EventChecksum();
        EventChecksum through = new EventChecksum();
        for (SimulatedSender sender : senders) {
            for (int i = 0; i < sender.source.size(); i++) {
                byte[] bytes = sender.source.event(i).bytes();
                String event = Ledger.text(bytes);
                boolean there = out.remove(event);
                if (there) {
                    through.add(bytes, 0, bytes.length);
                }
                if (there || !(sender.isLost() || excused.containsKey(event))) {
                    in.add(bytes, 0, bytes.length);
                }
                if (!there && !sender.isLost() && !excused.containsKey(event)) {
                    throw new Violation("event " + i + " of " + sender.name + " is missing");
                }
            }
        }
        if (!out.isEmpty()) {
            throw new Violation("an event came out that never went in: "
                    + out.iterator().next().getBytes(StandardCharsets.ISO_8859_1).length + " bytes");
        }
        if (!in.toString().equals(through.toString())) {
            throw new Violation("checksum in " + in + ", out " + through);
        }
    }

    private String report(Violation violation) {
        StringBuilder text = new StringBuilder("seed " + seed + ": " + violation.getMessage() + "\n");
        text.append(servers.size() + " servers, " + senders.size() + " senders, faults " + nemesis.kinds() + ", " + plan
                + "\n");
        text.append(trace.last(150));
        for (SimulatedHost host : hosts) {
            String words = host.lastWords();
            if (words != null && !words.isEmpty()) {
                text.append(host.name).append(" said last: ");
                text.append(words.substring(Math.max(0, words.length() - 300)).strip())
                        .append('\n');
            }
        }
        return text.append("replay with -Dsimulation.seed=" + seed).toString();
    }
}
