namespace Penstock.Testing;

/// <summary>Where a message belongs in the end.</summary>
public enum Fate
{
    /// <summary>Nothing is wrong with it: it is done.</summary>
    Done,

    /// <summary>It can't be handled: the dead letters are its place.</summary>
    Parked,

    /// <summary>Nobody can tell, as when processes died with it again and again for reasons of their own.</summary>
    Either,
}
