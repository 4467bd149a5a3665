/**
 * Which words of a message are variable: those become tokens, what stays is the template.
 *
 * <pre>
 *   message   Failed password for admin from 119.4.203.64 port 2191 ssh2 uid=0
 *   tokens                                   └──────────┘      └──┘ └──┘     └ with the key uid
 *   template  Failed password for admin from ␚ port ␚ ␚ uid=␚
 * </pre>
 *
 * <p>The choice follows from the message's bytes alone ({@code docs/FORMAT.md} 2.6). May use {@link evtools.format}.
 */
@NullMarked
package evtools.format.token;

import org.jspecify.annotations.NullMarked;
