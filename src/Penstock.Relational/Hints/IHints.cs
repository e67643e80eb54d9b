namespace Penstock.Relational;

/// <summary>
/// Tells whoever waits on the same store that there is something to look at. A hint carries nothing and may be lost: it saves
/// waiting, and a poll stands behind it.
/// </summary>
public interface IHints
{
    /// <summary>Whether hints of other processes arrive now; where not, polls must be short.</summary>
    bool IsListening { get; }

    /// <summary>Soon, outside any transaction; many hints of a moment become one.</summary>
    /// <param name="subject">What there is to look at, such as <c>queue:emails</c>.</param>
    void Send(string subject);

    /// <summary>Calls <paramref name="heard"/> for each hint on the subject, and after any time in which hints may have been lost.</summary>
    /// <returns>Disposed, it ends that.</returns>
    IDisposable On(string subject, Action heard);
}
