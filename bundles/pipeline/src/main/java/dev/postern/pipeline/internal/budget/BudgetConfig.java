// SPDX-License-Identifier: Apache-2.0
package dev.postern.pipeline.internal.budget;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** What one budget lets be used. */
@ObjectClassDefinition(name = "Postern budget",
        description = "What turns may use: tokens of models, and money by the models' prices; a change holds from the next"
                + " exchange on. Days are of UTC")
public @interface BudgetConfig {
    /** Where its settings lie. */
    String PID = "dev.postern.pipeline.budget";

    /** Whose. */
    @AttributeDefinition(description = "The tenant whose it is; * for every tenant that has none of its own")
    String tenant() default Budget.ALL;

    /** Money of a turn. */
    @AttributeDefinition(description = "Money that one turn may use, such as 0.50 USD; empty for any")
    String turn_spend() default "";

    /** Tokens of a session. */
    @AttributeDefinition(description = "Tokens that a session may use, read and written; 0 for any", min = "0",
            max = "1000000000000")
    long session_tokens() default 0;

    /** Money of a session. */
    @AttributeDefinition(description = "Money that a session may use, such as 20 USD; empty for any")
    String session_spend() default "";

    /** Tokens of a session and day. */
    @AttributeDefinition(description = "Tokens that a session may use on one day; 0 for any", min = "0",
            max = "1000000000000")
    long session_day_tokens() default 0;

    /** Money of a session and day. */
    @AttributeDefinition(description = "Money that a session may use on one day, such as 5 USD; empty for any")
    String session_day_spend() default "";

    /** Tokens of a tenant and day. */
    @AttributeDefinition(description = "Tokens that all sessions of the tenant may use together on one day; 0 for any",
            min = "0", max = "1000000000000")
    long tenant_day_tokens() default 0;

    /** Money of a tenant and day. */
    @AttributeDefinition(
            description = "Money that all sessions of the tenant may use together on one day, such as 100 USD; empty for any")
    String tenant_day_spend() default "";
}
