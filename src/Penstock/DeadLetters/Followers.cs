namespace Penstock;

/// <summary>What becomes of a key's later deliveries when one of them is a dead letter.</summary>
public enum Followers
{
    /// <summary>They are handled; the dead letter comes after them, if it is replayed at all.</summary>
    GoOn,

    /// <summary>They wait at their source until the letter is replayed, which is done before them, or discarded.</summary>
    Wait,
}
