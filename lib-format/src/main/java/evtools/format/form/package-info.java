/**
 * Forms: how the original line is made from an event's point, host, app, message and tokens.
 *
 * <pre>
 *   form  "%b %e %H:%M:%S $h $a[$v]: $m"                    docs/FORMAT.md section 3
 *            │                │  │  │   └ message
 *            │                │  │  └ next token beside the line
 *            │                │  └ app
 *            │                └ host
 *            └ time, from the point
 *   line  "Jun 14 15:16:01 combo sshd(pam_unix)[19939]: check pass; user unknown"
 * </pre>
 *
 * <p>May use {@link evtools.format} only.
 */
@NullMarked
package evtools.format.form;

import org.jspecify.annotations.NullMarked;
