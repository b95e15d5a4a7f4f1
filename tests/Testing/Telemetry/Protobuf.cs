using System.Buffers.Binary;
using System.Text;

namespace DurableTeams.Testing.Telemetry;

/// <summary>Just enough of the protocol buffers' wire format to read what an exporter sent.</summary>
public static class Protobuf
{
    /// <summary>A field: its number, and its value as a number or as bytes.</summary>
    public readonly record struct Field(int Number, ulong Value, ReadOnlyMemory<byte> Bytes)
    {
        public string Text => Encoding.UTF8.GetString(Bytes.Span);

        public string Hex => Convert.ToHexStringLower(Bytes.Span);
    }

    public static List<Field> Read(ReadOnlyMemory<byte> message)
    {
        var fields = new List<Field>();
        while (!message.IsEmpty)
        {
            var tag = Varint(ref message);
            var number = (int)(tag >> 3);
            fields.Add((tag & 7) switch
            {
                0 => new Field(number, Varint(ref message), default),
                1 => new Field(number, BinaryPrimitives.ReadUInt64LittleEndian(Take(ref message, 8).Span), default),
                2 => new Field(number, 0, Take(ref message, (int)Varint(ref message))),
                5 => new Field(number, BinaryPrimitives.ReadUInt32LittleEndian(Take(ref message, 4).Span), default),
                var other => throw new InvalidDataException($"Wire type {other}"),
            });
        }

        return fields;
    }

    private static ReadOnlyMemory<byte> Take(ref ReadOnlyMemory<byte> message, int length)
    {
        var taken = message[..length];
        message = message[length..];
        return taken;
    }

    private static ulong Varint(ref ReadOnlyMemory<byte> message)
    {
        var value = 0ul;
        for (var shift = 0; ; shift += 7)
        {
            var next = Take(ref message, 1).Span[0];
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80) return value;
        }
    }
}
