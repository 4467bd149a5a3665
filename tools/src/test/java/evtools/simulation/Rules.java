package evtools.simulation;

import evtools.store.Disk;

/** What a simulation changes about the rules, to see whether it notices. {@link #SHIPPED} changes nothing. */
interface Rules {
    Rules SHIPPED = new Rules() {};

    /** The disk as a server's store sees it. */
    default Disk disk(SimulatedDisk disk) {
        return disk;
    }
}
