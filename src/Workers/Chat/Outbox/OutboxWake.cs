using Penstock.Relational;

namespace Penstock.Workers.Chat;

/// <summary>Ends the poller's idle wait: whoever adds events says so beside its commit, and what was in other lanes' hands is free again.</summary>
internal sealed class OutboxWake : IDisposable
{
    /// <summary>What hints are called.</summary>
    public const string Subject = "chat:outbox";

    private readonly IDisposable listening;

    public OutboxWake(Store store) => listening = store.Hints.On(Subject, Signal.Set);

    public WakeSignal Signal { get; } = new();

    public void Set() => Signal.Set();

    public void Dispose() => listening.Dispose();
}
