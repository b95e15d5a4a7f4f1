using System.Buffers.Binary;

namespace DurableTeams.Embedded.Tests.Faults;

/// <summary>Reads where a WAL's valid frames end: the file may be longer, since it is written over from its start.</summary>
internal static class WalFile
{
    private const int HeaderSize = 32;
    private const int FrameHeaderSize = 24;

    /// <summary>The size of one frame, and how many of those of the newest generation the file holds in a row.</summary>
    public static (int FrameSize, int Frames) Measure(string path)
    {
        var bytes = File.ReadAllBytes(path).AsSpan();
        var frame = FrameHeaderSize + (int)BinaryPrimitives.ReadUInt32BigEndian(bytes[8..]);
        var salts = bytes.Slice(16, 8);
        var frames = 0;
        for (var at = HeaderSize; at + frame <= bytes.Length && bytes.Slice(at + 8, 8).SequenceEqual(salts); at += frame)
            frames++;
        return (frame, frames);
    }

    /// <summary>Where a frame begins.</summary>
    public static int Offset(int frameSize, int frame) => HeaderSize + (frame * frameSize);
}
