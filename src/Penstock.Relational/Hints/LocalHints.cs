namespace Penstock.Relational;

/// <summary>Hints within the process: for a store that can't call others.</summary>
public class LocalHints : IHints
{
    private readonly List<Subscription> subscriptions = [];

    public virtual bool IsListening => false;

    public virtual void Send(string subject) => Hear(subject);

    public virtual IDisposable On(string subject, Action heard)
    {
        var subscription = new Subscription(this, subject, heard);
        lock (subscriptions)
            subscriptions.Add(subscription);
        return subscription;
    }

    /// <param name="subject">Null: all of them, since some may have been missed.</param>
    protected void Hear(string? subject)
    {
        List<Subscription> all;
        lock (subscriptions)
            all = [.. subscriptions];
        foreach (var subscription in all.Where(s => subject is null || s.Subject == subject))
            subscription.Heard();
    }

    private sealed record Subscription(LocalHints Hints, string Subject, Action Heard) : IDisposable
    {
        public void Dispose()
        {
            lock (Hints.subscriptions)
                Hints.subscriptions.RemoveAll(s => ReferenceEquals(s, this));
        }
    }
}
