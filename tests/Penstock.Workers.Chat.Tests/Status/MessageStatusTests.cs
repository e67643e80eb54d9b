namespace Penstock.Workers.Chat.Tests;

public sealed class MessageStatusTests
{
    [Fact]
    public void A_status_only_moves_forward()
    {
        MessageStatus[] way = [MessageStatus.Accepted, MessageStatus.Processing, MessageStatus.Sent, MessageStatus.Delivered, MessageStatus.Read];
        foreach (var from in way)
        {
            foreach (var to in way)
                from.CanBecome(to).ShouldBe(to > from);
        }
    }

    [Fact]
    public void A_message_fails_only_before_it_is_delivered_and_stays_failed()
    {
        foreach (var status in Enum.GetValues<MessageStatus>())
        {
            status.CanBecome(MessageStatus.Failed).ShouldBe(status is MessageStatus.Accepted or MessageStatus.Processing or MessageStatus.Sent);
            MessageStatus.Failed.CanBecome(status).ShouldBeFalse();
        }
    }

    [Theory]
    [InlineData("DELIVERED", true)]
    [InlineData("delivered", true)]
    [InlineData("PENDING", false)]
    [InlineData(null, false)]
    public void A_status_is_read_in_either_case(string? text, bool known) => MessageStatusRules.TryParse(text, out _).ShouldBe(known);
}
