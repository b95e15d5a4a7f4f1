using Microsoft.Extensions.AI;

namespace DurableTeams.Models.Providers;

/// <summary>Puts the events of a provider's stream together to the answer that the provider gives without streaming.</summary>
internal interface IAnswerFold
{
    /// <summary>Takes the data of one event.</summary>
    /// <param name="data">The data.</param>
    /// <param name="heard">Gets the words, thoughts and parts of calls in it.</param>
    /// <returns>Whether the stream says that it is over.</returns>
    bool Add(string data, ICollection<AIContent> heard);

    /// <summary>The whole answer.</summary>
    /// <exception cref="ModelException">The stream holds an error, no answer, or half of one.</exception>
    ChatResponse Complete();

    /// <summary>The answer of a server that answers whole, though it was asked for a stream.</summary>
    /// <exception cref="ModelException">The body holds none.</exception>
    ChatResponse Whole(string body);
}
