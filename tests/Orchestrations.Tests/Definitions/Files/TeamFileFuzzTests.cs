using System.Text;
using DurableTeams.Definitions;
using DurableTeams.Definitions.Files;
using DurableTeams.Testing.Randomness;

namespace DurableTeams.Orchestrations.Tests.Definitions.Files;

public sealed class TeamFileFuzzTests(Xunit.Abstractions.ITestOutputHelper output) : IDisposable
{
    private static readonly string[] Pieces =
    [
        "\n", "\t", "  ", ":", ": ", "- ", "{", "}", "[", "]", ",", "#", "\"", "'", "&a", "*a", "<<: *a", "!x ", "!!str ", "|",
        ">", "%", "@", "`", "~", "null", "true", "-1",
        "1e999", "0x", "99999999999999999999", "${", "${}", "${X}", "$${", "---\n", "...\n", "? ", "\0", "\u0085", "\uFEFF", "é",
        "😀", "\\ud800", "members:", "tools:", "id:", "model:", "http:", "team:", "agent:", "position:", "handoffs:",
        "mode: consensus",
        "consensus: {}",
        "phases: []",
        "output:",
        "mcp:",
        "../",
        "//",
    ];

    private readonly TeamDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Load_RandomMutations_NeverThrowAnythingElse() => new Seed("TEAM_FILE_SEED").Run(random =>
    {
        var names = new[] { "newsroom.yaml", "newsroom.script.yaml" };
        var originals = names.ToDictionary(n => n, n => File.ReadAllText(Path.Combine(SamplesDirectory.Find(), n)));
        var loaded = 0;
        for (var i = 0; i < 2000; i++)
        {
            foreach (var name in names) _directory.Write(name, originals[name]);
            var mutated = names[random.Next(2)];
            var text = Mutate(originals[mutated], random);
            _directory.Write(mutated, text);
            try
            {
                if (IsRight()) loaded++;
            }
            catch (Exception exception)
            {
                throw new InvalidOperationException($"Mutation {i} of {mutated}: {exception}\n{text}", exception);
            }
        }

        output.WriteLine($"{loaded} of 2000 were still right");
    });

    /// <summary>Either the team loads and is written and read again the same, or every error says where and why.</summary>
    private bool IsRight()
    {
        try
        {
            var team = Assert.Single(_directory.Load());
            Assert.Equal(team.Version, TeamHash.Compute(DefinitionJson.Deserialize(DefinitionJson.Serialize(team.Definition))));
            Assert.NotNull(DefinitionView.Of(team));
            return true;
        }
        catch (DefinitionException refused)
        {
            Assert.NotEmpty(refused.Errors);
            Assert.All(refused.Errors, error => Assert.True(error.Line >= 0 && error.Reason.Length > 0, error.ToString()));
            return false;
        }
    }

    private static string Mutate(string text, Random random)
    {
        var made = new StringBuilder(text);
        for (var n = random.Next(1, 5); n > 0; n--)
        {
            var at = random.Next(made.Length);
            var length = Math.Min(random.Next(1, 30), made.Length - at);
            switch (random.Next(4))
            {
                case 0:
                    made.Insert(at, Pieces[random.Next(Pieces.Length)]);
                    break;
                case 1:
                    made.Remove(at, Math.Min(length, made.Length - 1));
                    break;
                case 2:
                    made.Insert(random.Next(made.Length), made.ToString(at, length));
                    break;
                default:
                    made[at] = (char)random.Next(1, 0x300);
                    break;
            }
        }

        return made.ToString();
    }
}
