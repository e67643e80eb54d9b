using FsCheck;
using FsCheck.Fluent;

namespace Penstock.Redis.Tests;

public sealed class ReplyParserTests
{
    private static readonly Gen<RedisReply> Replies = Gen.Sized(size => Reply(Math.Min(size, 20)));

    [Fact]
    public void Replies_are_the_same_however_the_bytes_are_cut() =>
        Prop.ForAll(
            Arb.From(Replies.NonEmptyListOf()),
            Arb.From(Gen.Choose(0, 1_000_000).ListOf()),
            (replies, places) =>
            {
                var bytes = replies.SelectMany(r => Bytes.Of(r)).ToArray();
                var seen = Bytes.Parse(bytes, places.Select(p => p % (bytes.Length + 1)));
                return seen.Select(r => Bytes.Show(r)).SequenceEqual(replies.Select(r => Bytes.Show(r)));
            }).Check(Config.QuickThrowOnFailure.WithMaxTest(1_000));

    [Fact]
    public void Replies_are_the_same_byte_by_byte()
    {
        var bytes = Bytes.Of("*3\r\n$5\r\nab\r\nc\r\n*2\r\n:-12\r\n$-1\r\n*0\r\n$0\r\n\r\n*-1\r\n+OK\r\n-ERR no\r\n");

        var seen = Bytes.Parse(bytes, Enumerable.Range(0, bytes.Length));

        seen.Select(r => Bytes.Show(r)).ShouldBe(
            ["[bulk 61620D0A63 [Integer -12 Null ] []]", "bulk ", "Null ", "Status OK", "Error ERR no"]);
    }

    [Fact]
    public void Whatever_bytes_come_are_replies_or_refused()
    {
        var random = new System.Random(20261122);
        var (parsed, refused) = (0, 0);
        for (var i = 0; i < 100_000; i++)
        {
            var bytes = Mutated(random);
            try
            {
                var buffer = new System.Buffers.ReadOnlySequence<byte>(bytes);
                var parser = new ReplyParser(64 * 1024);
                while (parser.TryParse(ref buffer, out _))
                    parsed++;
            }
            catch (RedisProtocolException)
            {
                refused++;
            }
        }

        parsed.ShouldBeGreaterThan(10_000);
        refused.ShouldBeGreaterThan(10_000);
    }

    [Theory]
    [InlineData("*2147483647\r\n")]
    [InlineData("$2147483647\r\n")]
    [InlineData("*1000000\r\n*1000000\r\n*1000000\r\n")]
    public void A_promise_of_much_takes_no_memory(string header)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();

        Should.Throw<RedisProtocolException>(() => Bytes.Parse(Bytes.Of(header), [], most: 16 << 20)).Message.ShouldContain("MaxReplyBytes");

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(1 << 20);
    }

    [Fact]
    public void A_reply_is_bounded_and_the_next_one_has_the_whole_bound_again()
    {
        var reply = Bytes.Of(RedisReply.Of(new byte[1_000]));
        byte[] three = [.. reply, .. reply, .. reply];

        Bytes.Parse(three, [], most: 1_100).Count.ShouldBe(3);
        Should.Throw<RedisProtocolException>(() => Bytes.Parse([.. Bytes.Of("*3\r\n"), .. three], [], most: 1_100));
    }

    [Theory]
    [InlineData("hello\r\n")]
    [InlineData("\r\n")]
    [InlineData(":12a\r\n")]
    [InlineData(":\r\n")]
    [InlineData("$-2\r\n")]
    [InlineData("$3\r\nabcde")]
    [InlineData("+OK\n")]
    public void What_is_no_reply_is_refused(string text) =>
        Should.Throw<RedisProtocolException>(() => Bytes.Parse(Bytes.Of(text), []));

    [Fact]
    public void Nesting_is_bounded() =>
        Should.Throw<RedisProtocolException>(() => Bytes.Parse(Bytes.Of(string.Concat(Enumerable.Repeat("*1\r\n", 100))), []));

    private static Gen<RedisReply> Reply(int size)
    {
        var leaf = Gen.OneOf(
            Gen.Constant(RedisReply.Null),
            Gen.Choose(int.MinValue, int.MaxValue).Select(n => RedisReply.Of((long)n)),
            Gen.Choose(0, 255).Select(b => (byte)b).ArrayOf().Select(RedisReply.Of),
            Gen.Elements("OK", "PONG", "QUEUED").Select(RedisReply.Status),
            Gen.Elements("ERR no", "WRONGTYPE of it").Select(RedisReply.Error));
        return size < 2 ? leaf : Gen.Frequency((3, leaf), (1, Reply(size / 2).ArrayOf().Select(RedisReply.Of)));
    }

    private static byte[] Mutated(System.Random random)
    {
        var bytes = Bytes.Of("*2\r\n$5\r\nhello\r\n:42\r\n+OK\r\n-ERR x\r\n*1\r\n*-1\r\n$-1\r\n$0\r\n\r\n");
        for (var changes = random.Next(1, 4); changes > 0; changes--)
            bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
        return bytes[..random.Next(1, bytes.Length + 1)];
    }
}
