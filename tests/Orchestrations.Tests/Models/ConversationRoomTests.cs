using DurableTeams.Runs.Turns;

namespace DurableTeams.Orchestrations.Tests.Models;

public sealed class ConversationRoomTests
{
    private const long Mebi = 1024 * 1024;

    [Fact]
    public async Task EnterAsync_MoreThanThereIsRoomFor_WaitsInOrderUntilOthersLeave()
    {
        var room = new ConversationRoom(4 * Mebi);
        var first = await room.EnterAsync(3 * Mebi);
        var second = room.EnterAsync(2 * Mebi);
        // Small enough to fit, and behind one that waits: else that might wait for ever.
        var third = room.EnterAsync(1 * Mebi);
        Assert.Equal((false, false, 3 * Mebi), (second.IsCompleted, third.IsCompleted, room.Taken));

        first!.Dispose();
        first.Dispose();

        using (await second) using (await third) Assert.Equal(3 * Mebi, room.Taken);
        Assert.Equal(0, room.Taken);
    }

    [Fact]
    public async Task EnterAsync_LargerThanTheRoom_HasItAlone()
    {
        var room = new ConversationRoom(4 * Mebi);
        using var alone = await room.EnterAsync(100 * Mebi);
        Assert.Equal(4 * Mebi, room.Taken);
        Assert.False(room.EnterAsync(1 * Mebi).IsCompleted);
    }

    [Fact]
    public async Task EnterAsync_ShortConversation_TakesNoRoomAndNeverWaits()
    {
        var room = new ConversationRoom(4 * Mebi);
        using var full = await room.EnterAsync(4 * Mebi);
        Assert.Null(await room.EnterAsync(10_000));
    }
}
