// SPDX-License-Identifier: Apache-2.0
package dev.postern.toolrunner.internal;

import java.util.function.IntSupplier;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

import dev.postern.core.session.Session;
import dev.postern.core.tool.CallRequest;

/**
 * What all calls share.
 *
 * @param attempts prepares attempts
 * @param running the calls that run
 * @param places how many may
 * @param maxAbandoned threads of one tool that may run on unheeding before it is refused
 * @param sessions reads a session's row once more
 * @param outdated whether a call is to be judged anew before it begins
 */
record RunnerParts(AttemptFactory attempts, RunningCalls running, Places places,
        IntSupplier maxAbandoned, UnaryOperator<Session> sessions, Predicate<CallRequest> outdated) {}
