// SPDX-License-Identifier: Apache-2.0
package dev.postern.cli;

import java.io.IOException;

/** Something that can be asked of the command line. */
interface Command {

    /** How it is given. */
    Spec spec();

    /** Does it. */
    void run(Invocation invocation) throws Failure, UsageException, IOException;
}
