using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using DurableTeams.Storage.Records;

namespace DurableTeams.Storage.Rules;

/// <summary>
/// The size of messages, in bytes of UTF-8: their texts, the arguments of their calls, and the parts that go back to their
/// provider. Outputs that a message refers to do not count.
/// </summary>
public static class MessageSize
{
    /// <summary>The size of messages, without the outputs that they refer to.</summary>
    public static long Of(IEnumerable<MessageRecord> messages) => messages.Sum(Of);

    /// <summary>The size of a message, without the outputs that it refers to.</summary>
    public static long Of(MessageRecord message)
    {
        ArgumentNullException.ThrowIfNull(message);
        return Of(message.Text) + Of(message.Kept) + (message.Calls?.Sum(Arguments) ?? 0);
    }

    /// <summary>The size of a text.</summary>
    public static long Of(string? text) => text is null ? 0 : Encoding.UTF8.GetByteCount(text);

    private static long Arguments(StoredCall call) =>
        call.Arguments.ValueKind == JsonValueKind.Undefined ? 0L : JsonMarshal.GetRawUtf8Value(call.Arguments).Length;
}
