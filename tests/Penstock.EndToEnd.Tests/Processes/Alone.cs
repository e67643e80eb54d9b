namespace Penstock.EndToEnd.Tests;

/// <summary>Tests with so many processes that they leave no time for others.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = "alone";
}
