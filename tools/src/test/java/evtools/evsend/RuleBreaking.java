package evtools.evsend;

import evtools.cli.Diagnostics;
import evtools.replication.SenderRules;
import evtools.store.Spool;
import evtools.transport.Hello;
import evtools.transport.Network;
import evtools.transport.ServerAddress;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/** Senders that may not keep a rule, for tests that must notice, and what such tests look at. */
public final class RuleBreaking {
    private RuleBreaking() {}

    /** A shipper with these rules. */
    public static Shipper shipper(
            SenderRules rules,
            Spool spool,
            SpoolKeeping keeping,
            List<ServerAddress> servers,
            Hello hello,
            Network network,
            LongSupplier nanoClock,
            RandomGenerator random,
            DeliveryListener listener,
            Diagnostics diagnostics) {
        return new Shipper(spool, keeping, rules, servers, hello, network, nanoClock, random, listener, diagnostics);
    }

    /** Frames it has forgotten because a server said that they were archived or had expired. */
    public static long settledCount(Shipper shipper) {
        return shipper.settledCount();
    }
}
