namespace DurableTeams.Samples;

/// <summary>The tool: a file to which texts are added.</summary>
internal static class Board
{
    public static string Publish(string text)
    {
        File.AppendAllText("board.txt", text + Environment.NewLine);
        return "It is on the board.";
    }
}
