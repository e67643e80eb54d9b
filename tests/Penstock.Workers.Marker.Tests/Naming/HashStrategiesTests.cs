namespace Penstock.Workers.Marker.Tests;

public sealed class HashStrategiesTests
{
    private static readonly Sha256HashStrategy Sha256 = new();

    [Theory]
    [InlineData("sha256")]
    [InlineData("SHA256")]
    public void A_strategy_is_found_by_its_name_in_any_letter_case(string name) =>
        new HashStrategies([Sha256]).Get(name).ShouldBeSameAs(Sha256);

    [Theory]
    [InlineData("md5")]
    [InlineData("")]
    public void An_unknown_name_is_refused_with_those_that_are_known(string name) =>
        Should.Throw<ArgumentException>(() => new HashStrategies([new OneByteHash("tiny"), Sha256]).Get(name))
            .Message.ShouldStartWith($"The hash strategy is '{name}'; known are: sha256, tiny.");

    [Fact]
    public void A_name_registered_twice_is_refused() =>
        Should.Throw<ArgumentException>(() => new HashStrategies([Sha256, new OneByteHash("Sha256")]))
            .Message.ShouldStartWith("The hash strategy 'Sha256' is registered twice");

    [Fact]
    public void A_strategy_without_a_name_is_refused() =>
        Should.Throw<ArgumentException>(() => new HashStrategies([new OneByteHash(" ")])).Message.ShouldContain("OneByteHash has no name");

    [Theory]
    [InlineData(0)]
    [InlineData(33)]
    public void A_digest_that_the_column_cannot_hold_is_refused(int bytes) =>
        Should.Throw<ArgumentException>(() => new HashStrategies([new OneByteHash("odd", bytes)]))
            .Message.ShouldStartWith($"The hash strategy 'odd' gives {bytes} bytes; allowed is 1 to 32.");
}
