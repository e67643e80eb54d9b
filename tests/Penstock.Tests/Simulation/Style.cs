namespace Penstock.Tests;

internal enum Style
{
    OneByOne,
    AtOnce,
    ByKey,
    Whole,
    Transaction,
}
