namespace Penstock.Testing;

/// <summary>One try at a message's effect.</summary>
public sealed class Effect(string id, string? by)
{
    public string Id => id;

    /// <summary>The process that tried.</summary>
    public string? By => by;

    public Outcome Outcome { get; private set; }

    public void Ok() => Outcome = Outcome.Ok;

    public void Failed() => Outcome = Outcome.Failed;
}
