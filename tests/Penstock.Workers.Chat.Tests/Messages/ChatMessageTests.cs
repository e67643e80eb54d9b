using System.Text;

namespace Penstock.Workers.Chat.Tests;

public sealed class ChatMessageTests
{
    private const string Whole =
        """{"message_id":"6f1c1f7e-9f2c-4b52-9a0e-1d2c3b4a5968","conversation_id":3,"sender_id":1,"sender_username":"user1","payload":{"type":"text","content":"hi"},"channels":["all"],"created_at":"2025-12-02T10:30:00.123456","trace_id":null,"request_id":null}""";

    [Fact]
    public void A_message_is_written_as_it_was_read()
    {
        var message = ChatMessageJson.Read(Encoding.UTF8.GetBytes(Whole));

        message.Key.ShouldBe("conversation:3");
        message.CreatedAt.ShouldBe(new DateTimeOffset(2025, 12, 2, 10, 30, 0, 123, 456, TimeSpan.Zero));
        Encoding.UTF8.GetString(ChatMessageJson.Write(message)).ShouldBe(Whole);
    }

    [Fact]
    public void A_file_message_has_the_id_of_its_file()
    {
        var file = Guid.NewGuid();
        var message = ChatMessageJson.Read(Encoding.UTF8.GetBytes(Whole)) with { Payload = ChatPayload.OfFile(file) };

        var text = Encoding.UTF8.GetString(ChatMessageJson.Write(message));
        text.ShouldContain($$"""{"type":"file","file_id":"{{file}}"}""");
        ChatMessageJson.Read(Encoding.UTF8.GetBytes(text)).Payload.FileId.ShouldBe(file);
    }

    [Theory]
    [InlineData("\"message_id\":\"6f1c1f7e-9f2c-4b52-9a0e-1d2c3b4a5968\",", "", "Field message_id is missing.")]
    [InlineData("6f1c1f7e-9f2c-4b52-9a0e-1d2c3b4a5968", "x", "Field message_id is 'x': a UUID is allowed.")]
    [InlineData("\"conversation_id\":3", "\"conversation_id\":\"three\"", "Field conversation_id has a value of the wrong kind")]
    [InlineData("\"conversation_id\":3,", "", "Field conversation_id is missing.")]
    [InlineData("\"text\"", "\"song\"", "Field payload.type is 'song': text or file is allowed.")]
    [InlineData(",\"content\":\"hi\"", "", "Field payload.content is missing.")]
    [InlineData("[\"all\"]", "[null]", "Field channels[0] is null: a channel's name is allowed.")]
    [InlineData("2025-12-02T10:30:00.123456", "soon", "Field created_at is 'soon': a moment")]
    [InlineData("{\"message_id\"", "\"message_id\"", "The message is no JSON object: line 1")]
    public void What_is_no_message_is_refused_by_the_name_of_its_field(string part, string replaced, string error) =>
        Should.Throw<RejectedException>(() => ChatMessageJson.Read(Encoding.UTF8.GetBytes(Whole.Replace(part, replaced, StringComparison.Ordinal))))
            .Message.ShouldStartWith(error);
}
