package evtools.membership;

import evtools.cli.FailureText;
import evtools.cli.HostPort;
import evtools.transport.ServerAddress;
import evtools.transport.ServerList;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a list of servers up to date and tells what changes. Looks at files and names only when it is told the time,
 * and has no thread. One thread at a time may use it.
 *
 * <p>A file that changed is read when it has stayed the same from one look to the next, so that it isn't read half
 * written, or at once on {@link #reread}. One that can't be read or has a bad line leaves its servers as they were; the
 * same for a name that no longer resolves. Addresses that a name has lost go.
 */
public final class Membership {
    /** Is told of changes, inside the calls to {@link Membership}. */
    public interface Listener {
        /** This server is one from now on. {@code name} is for messages. */
        void added(ServerAddress server, String name);

        /** This server is none any more. */
        void removed(ServerAddress server);

        /** What has changed since the start, in short: {@code +192.0.2.7:7600 -192.0.2.8:7600}. */
        void changed(String what);

        /** Something is wrong with the list, and will go on being tried; said once. */
        void problem(String what);
    }

    /** Most servers; the rest of a longer list is left out. */
    public static final int MAX_SERVERS = 64;

    /** How often a name is looked up. */
    public static final long NAME_NANOS = 30_000_000_000L;

    /** How often one is that had no answer. */
    public static final long UNKNOWN_NAME_NANOS = 2_000_000_000L;

    private static final class ListFile {
        final Path path;
        List<ServerAddress> servers = List.of();
        /** The state of the file that {@link #servers} comes from, or that was complained about. */
        @Nullable
        Stamp taken;
        /** Its state when it was looked at last. */
        @Nullable
        Stamp seen;

        ListFile(Path path) {
            this.path = path;
        }
    }

    private record Stamp(
            FileTime modified, long size, @Nullable Object key) {
        static @Nullable Stamp of(Path file) {
            try {
                BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
                return new Stamp(attributes.lastModifiedTime(), attributes.size(), attributes.fileKey());
            } catch (IOException e) {
                return null;
            }
        }
    }

    private static final class Name {
        List<String> addresses = List.of();
        long lookUpAt;
        boolean complained;

        Name(long lookUpAt) {
            this.lookUpAt = lookUpAt;
        }
    }

    private record Member(ServerAddress server, String name) {}

    private final List<ServerAddress> fixed;
    private final List<ListFile> files = new ArrayList<>();
    private final NameResolver resolver;
    private final Listener listener;
    private final Map<String, Name> names = new HashMap<>();
    private Map<HostPort, Member> members = new LinkedHashMap<>();
    private boolean tooMany;

    /** A membership that has not looked yet. */
    public Membership(ServerList list, NameResolver resolver, Listener listener) {
        this.fixed = list.addresses();
        for (Path file : list.files()) {
            files.add(new ListFile(file));
        }
        this.resolver = resolver;
        this.listener = listener;
    }

    /**
     * Reads the files and tells of the servers whose addresses need no looking up.
     *
     * @throws IOException if a file can't be read or is bad; the message says where
     */
    public void start(long nowNanos) throws IOException {
        for (ListFile file : files) {
            file.taken = Stamp.of(file.path);
            file.seen = file.taken;
            file.servers = ServerList.read(file.path);
        }
        apply(false, nowNanos);
    }

    /** Whether there are files or names, and so anything to look after. */
    public boolean mayChange() {
        return !files.isEmpty() || !names.isEmpty();
    }

    /** Time passes. To be called about every second; looks names up, which may take long. */
    public void tick(long nowNanos) {
        boolean changed = false;
        for (ListFile file : files) {
            Stamp stamp = Stamp.of(file.path);
            // Gone: perhaps about to be replaced. It is missed when somebody asks for it to be read again.
            if (stamp != null && !stamp.equals(file.taken) && stamp.equals(file.seen)) {
                changed |= read(file);
            }
            file.seen = stamp;
        }
        if (changed) {
            apply(true, nowNanos);
        }
        lookUp(nowNanos);
    }

    /** Reads the files again at once, and looks all names up. */
    public void reread(long nowNanos) {
        for (ListFile file : files) {
            read(file);
        }
        for (Name name : names.values()) {
            name.lookUpAt = nowNanos;
        }
        apply(true, nowNanos);
        lookUp(nowNanos);
    }

    private boolean read(ListFile file) {
        file.taken = Stamp.of(file.path);
        file.seen = file.taken;
        try {
            file.servers = ServerList.read(file.path);
            return true;
        } catch (IOException e) {
            listener.problem(FailureText.of(e) + "; its servers stay as they were");
            return false;
        }
    }

    private void lookUp(long nowNanos) {
        for (Map.Entry<String, Name> entry : List.copyOf(names.entrySet())) {
            Name name = entry.getValue();
            if (nowNanos - name.lookUpAt < 0) {
                continue;
            }
            try {
                List<String> addresses = List.copyOf(resolver.addresses(entry.getKey()));
                boolean known = !name.addresses.isEmpty() || name.complained;
                name.complained = false;
                name.lookUpAt = nowNanos + NAME_NANOS;
                if (!addresses.equals(name.addresses)) {
                    name.addresses = addresses;
                    apply(known, nowNanos);
                }
            } catch (IOException e) {
                name.lookUpAt = nowNanos + UNKNOWN_NAME_NANOS;
                if (!name.complained) {
                    name.complained = true;
                    listener.problem(entry.getKey() + ": " + e.getMessage()
                            + (name.addresses.isEmpty() ? "; trying again" : "; its addresses stay as they were"));
                }
            }
        }
    }

    /** Compares what the servers should be with what they were. */
    private void apply(boolean tell, long nowNanos) {
        Map<HostPort, Member> wanted = wanted(nowNanos);
        StringBuilder added = new StringBuilder();
        StringBuilder removed = new StringBuilder();
        Map<HostPort, Member> kept = new LinkedHashMap<>();
        for (Map.Entry<HostPort, Member> entry : members.entrySet()) {
            Member member = entry.getValue();
            Member now = wanted.get(entry.getKey());
            if (now != null && now.server.equals(member.server)) {
                kept.put(entry.getKey(), member);
            } else {
                listener.removed(member.server);
                removed.append(" -").append(member.name);
            }
        }
        for (Map.Entry<HostPort, Member> entry : wanted.entrySet()) {
            if (!kept.containsKey(entry.getKey())) {
                Member member = entry.getValue();
                kept.put(entry.getKey(), member);
                listener.added(member.server, member.name);
                added.append(" +").append(member.name);
            }
        }
        members = kept;
        String what = added.append(removed).toString();
        if (tell && !what.isEmpty()) {
            listener.changed(what.substring(1));
        }
    }

    private Map<HostPort, Member> wanted(long nowNanos) {
        Map<HostPort, Member> wanted = new LinkedHashMap<>();
        Set<String> hosts = new HashSet<>();
        collect(fixed, wanted, hosts, nowNanos);
        for (ListFile file : files) {
            collect(file.servers, wanted, hosts, nowNanos);
        }
        names.keySet().retainAll(hosts);
        if (wanted.size() > MAX_SERVERS && !tooMany) {
            listener.problem("more than " + MAX_SERVERS + " servers; the rest is left out");
        }
        tooMany = wanted.size() > MAX_SERVERS;
        while (wanted.size() > MAX_SERVERS) {
            wanted.remove(new ArrayList<>(wanted.keySet()).getLast());
        }
        return wanted;
    }

    private void collect(List<ServerAddress> servers, Map<HostPort, Member> wanted, Set<String> hosts, long nowNanos) {
        for (ServerAddress server : servers) {
            String host = server.at().host();
            if (isAddress(host)) {
                wanted.putIfAbsent(server.at(), new Member(server, server.at().toString()));
                continue;
            }
            hosts.add(host);
            Name name = names.computeIfAbsent(host, any -> new Name(nowNanos));
            for (String address : name.addresses) {
                HostPort at = new HostPort(address, server.at().port());
                String shown = name.addresses.size() == 1 ? server.at().toString() : at + " (" + host + ")";
                wanted.putIfAbsent(at, new Member(new ServerAddress(at, server.zone(), server.key()), shown));
            }
        }
    }

    /** Whether a host is an IP address and no name. */
    static boolean isAddress(String host) {
        try {
            InetAddress.ofLiteral(host);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
