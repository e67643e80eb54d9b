namespace Penstock.Relational;

/// <summary>What not every home of dead letters can do.</summary>
public enum LetterAct
{
    Edit,

    /// <summary>A replay at a rate, that can be stopped and gone on with.</summary>
    PacedReplay,

    Discard,
}
