namespace Penstock.Relational.Tests;

public enum Style
{
    OneByOne,
    AtOnce,
    Whole,
    ByKey,

    /// <summary>The whole batch, with effects that commit together with the settlement.</summary>
    Transaction,
}
