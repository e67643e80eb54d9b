using FsCheck;
using FsCheck.Fluent;

namespace Penstock.Relational.Tests;

public sealed class FingerprintTests
{
    [Theory]
    [InlineData("Order 4711 is refused.", "Order {n} is refused.")]
    [InlineData("can't find 'a b' in \"c\" or `d`", "can't find {text} in {text} or {text}")]
    [InlineData("4d2c1f60-1c3b-4a71-9f1e-0123456789ab is unknown", "{guid} is unknown")]
    [InlineData("object 0xDEADbeef at 7f3a91c2d4e5", "object {hex} at {hex}")]
    [InlineData("the facade is defaced", "the facade is defaced")]
    [InlineData("10.0.0.17:5432 refuses me+tag@example.org", "{address} refuses {address}")]
    [InlineData("GET https://api.example.org/v1/orders/9?x=1 gave 404", "GET {address} gave {n}")]
    [InlineData("took 1,234.5 ms for row12", "took {n} ms for row{n}")]
    public void What_varies_is_folded(string message, string text) => Of(message).Text.ShouldBe(text);

    [Fact]
    public void The_same_words_of_another_error_are_another_group() =>
        Fingerprint.Of(new Reason("A", "x")).Hash.ShouldNotBe(Fingerprint.Of(new Reason("B", "x")).Hash);

    [Fact]
    public void Whatever_the_values_are_the_group_is_one() => Prop.ForAll<int, Guid, string>(
        (number, id, text) => Of(Message(number, id, text)).Hash == Of(Message(1, Guid.Empty, "x")).Hash).QuickCheckThrowOnFailure();

    [Fact]
    public void Folding_what_is_folded_changes_nothing() => Prop.ForAll<string>(
        text => Of(Of(text).Text).Text == Of(text).Text).QuickCheckThrowOnFailure();

    [Fact]
    public void It_is_short_whatever_was_said() => Prop.ForAll<string, PositiveInt>(
        (text, times) => Of(string.Concat(Enumerable.Repeat(text, times.Get))) is { Hash.Length: 12, Text.Length: <= 300 }).QuickCheckThrowOnFailure();

    private static string Message(int number, Guid id, string? text) =>
        $"Order {Math.Abs((long)number)} of {id} from '{text?.Replace("'", "", StringComparison.Ordinal)}' at 10.1.2.{(uint)number % 256} is refused";

    private static Fingerprint Of(string? message) => Fingerprint.Of(new Reason("E", message ?? ""));
}
