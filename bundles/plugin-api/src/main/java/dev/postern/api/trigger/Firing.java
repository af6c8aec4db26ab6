// SPDX-License-Identifier: Apache-2.0
package dev.postern.api.trigger;

import java.time.Instant;
import java.time.ZoneId;

/**
 * A due time of a {@link ScheduleTrigger}.
 *
 * @param due the time; now, when somebody fires it by hand
 * @param zone the zone that its schedule is read in
 * @param missed how many due times before this one had no run of their own
 * @param byHand whether somebody fires it by hand, which settles no due time
 */
public record Firing(Instant due, ZoneId zone, int missed, boolean byHand) {}
