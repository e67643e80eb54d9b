namespace Penstock.Relational.Tests;

internal enum Style
{
    OneByOne,
    AtOnce,
    Whole,
    ByKey,
}
