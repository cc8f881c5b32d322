"""Tokenizers: the real one of CLIP, and small ones in the ways of SigLIP and SigLIP 2."""

from __future__ import annotations

import gzip
import string
from pathlib import Path

import open_clip.tokenizer
import sentencepiece
from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors
from tokenizers import trainers as bpe_trainers
from transformers import CLIPTokenizer, GemmaTokenizer, PreTrainedTokenizerFast, Siglip2Tokenizer

CORPUS = [
    "a photo of a red square beside a blue circle",
    "two people walk along the harbour at night, in the rain",
    "an establishing shot of a city; the camera tilts up",
    "eine nächtliche Straße in Zürich, und ein naïve café",
    "quick brown foxes jump over lazy dogs while children laugh",
    "close-up: hands type on an old typewriter in black and white",
    "aerial view of mountains, snow, a helicopter and its shadow",
] * 40

TEXTS = [
    "a red square",
    "A Photo of TWO people, walking -- at night!",
    "",
    "   ",
    "naïve café in Zürich, 東京の夜 🎬",
    "it's 4k; don't you'll see we've 1,234 shots",
    "tab\tand\nnew line   and   spaces",
    "snake_case & <b>marks</b> (in) [brackets] {here}",
    "the harbour at night in the rain " * 60,
    "ΣΑΣ ÀÉÎ ß ſ ﬁ ½ ①",
]


def save_clip_tokenizer(folder: Path) -> Path:
    """Write the tokenizer of CLIP from the merges that open_clip carries."""
    with gzip.open(open_clip.tokenizer.default_bpe()) as file:
        lines = file.read().decode("utf-8").split("\n")
    merges = [(left, right) for left, right in map(str.split, lines[1 : 49152 - 256 - 2 + 1])]
    letters = list(open_clip.tokenizer.bytes_to_unicode().values())
    words = letters + [letter + "</w>" for letter in letters]
    words += ["".join(pair) for pair in merges] + ["<|startoftext|>", "<|endoftext|>"]
    vocabulary = {word: number for number, word in enumerate(words)}
    CLIPTokenizer(vocab=vocabulary, merges=merges, model_max_length=77).save_pretrained(folder)
    return folder


def train_sentencepiece(folder: Path) -> Path:
    """Learn a small unigram model, as SigLIP's: 0 and 1 are padding and the end."""
    text = folder / "corpus.txt"
    text.write_text("\n".join(line.lower() for line in CORPUS), encoding="utf-8")
    sentencepiece.SentencePieceTrainer.train(
        input=str(text),
        model_prefix=str(folder / "spiece"),
        model_type="unigram",
        vocab_size=90,
        pad_id=0,
        eos_id=1,
        unk_id=2,
        bos_id=-1,
        normalization_rule_name="identity",
    )
    return folder / "spiece.model"


def save_siglip_tokenizer(folder: Path) -> Path:
    """Write the SentencePiece model as ``tokenizer.json``, with SigLIP's cleaning inside."""
    model = sentencepiece.SentencePieceProcessor(model_file=str(train_sentencepiece(folder)))
    pieces = [(model.id_to_piece(i), model.get_score(i)) for i in range(len(model))]
    tokenizer = Tokenizer(models.Unigram(pieces, unk_id=model.unk_id()))
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.Lowercase(),
            normalizers.Replace(Regex(f"[{''.join(map(_escaped, string.punctuation))}]"), ""),
            normalizers.Replace(Regex(r"\s+"), " "),
            normalizers.Strip(),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    tokenizer.decoder = decoders.Metaspace()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="$A </s>", special_tokens=[("</s>", model.eos_id())]
    )
    PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        eos_token="</s>",
        pad_token="</s>",
        unk_token="<unk>",
        model_max_length=64,
        model_input_names=["input_ids"],
        do_lower_case=True,
        add_bos_token=False,
        add_eos_token=True,
    ).save_pretrained(folder)
    return folder


def save_gemma_tokenizer(
    folder: Path, kind: type[GemmaTokenizer | Siglip2Tokenizer], **options: object
) -> Path:
    """Learn byte-pair merges over a corpus and write them as Gemma's tokenizer does."""
    special = ["<pad>", "<eos>", "<bos>", "<unk>", "<mask>"]
    letters = [f"<0x{byte:02X}>" for byte in range(256)]
    tokenizer = Tokenizer(models.BPE(unk_token="<unk>", byte_fallback=True, fuse_unk=True))
    tokenizer.normalizer = normalizers.Replace(" ", "▁")
    tokenizer.train_from_iterator(
        CORPUS, bpe_trainers.BpeTrainer(vocab_size=700, special_tokens=special + letters)
    )
    model = tokenizer.model
    vocabulary = tokenizer.get_vocab()
    merges = _merges(folder, model)
    kind(
        vocab=vocabulary, merges=merges, add_bos_token=False, add_eos_token=True, **options
    ).save_pretrained(folder)
    return folder


def _merges(folder: Path, model: models.BPE) -> list[tuple[str, str]]:
    _, path = model.save(str(folder))
    lines = Path(path).read_text("utf-8").splitlines()[1:]
    return [(left, right) for left, right in (line.split(" ") for line in lines)]


def _escaped(letter: str) -> str:
    return "\\" + letter
