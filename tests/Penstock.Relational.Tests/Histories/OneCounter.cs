namespace Penstock.Relational.Tests;

/// <summary>Counts what a dependency or its outage did to a message as the message's own failure.</summary>
internal sealed class OneCounter : IPolicy
{
    private readonly RetryPolicy policy = new(new RetryOptions { BaseDelay = TimeSpan.FromSeconds(0.5), MaxDelay = TimeSpan.FromSeconds(5) });

    public Settlement Decide(in Run run) => policy.Decide(run.Fault is Fault.Dependency or Fault.Interrupted ? run with { Fault = Fault.Message } : run);
}
