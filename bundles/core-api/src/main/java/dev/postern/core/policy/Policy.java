package dev.postern.core.tool;

import org.osgi.annotation.versioning.ProviderType;

/** Decides about calls, in one place. */
@ProviderType
public interface Policy {

    /** The revision of the rules in force; part of the inputs made now. */
    String revision();

    /** Judges. Pure: the same input, the same decision. */
    PolicyDecision decide(PolicyInput input);
}
