namespace Penstock.Tests;

public sealed class ReasonTests
{
    [Theory]
    [InlineData("short", 10, "short")]
    [InlineData("exactly", 7, "exactly")]
    [InlineData("too long", 3, "too")]
    [InlineData("ab😀c", 3, "ab")]
    [InlineData("ab😀c", 4, "ab😀")]
    public void Is_cut_between_characters(string message, int characters, string expected) =>
        new Reason("Exception", message).Cut(characters).ShouldBe(expected);
}
