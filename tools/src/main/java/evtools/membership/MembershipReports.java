package evtools.membership;

import evtools.cli.Diagnostics;
import evtools.transport.ServerAddress;

/** Passes changes on and says on standard error what has changed. */
final class MembershipReports implements Membership.Listener {
    private final String what;
    private final Members members;
    private final Diagnostics diagnostics;

    /** @param what the servers are to this tool: {@code peers} */
    MembershipReports(String what, Members members, Diagnostics diagnostics) {
        this.what = what;
        this.members = members;
        this.diagnostics = diagnostics;
    }

    @Override
    public void added(ServerAddress server, String name) {
        members.add(server, name);
    }

    @Override
    public void removed(ServerAddress server) {
        members.remove(server);
    }

    @Override
    public void changed(String changes) {
        diagnostics.note(what + ": " + changes);
    }

    @Override
    public void problem(String problem) {
        diagnostics.warning(what + ": " + problem);
    }
}
