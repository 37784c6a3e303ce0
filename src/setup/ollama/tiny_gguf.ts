/**
 * A llama of two layers with random weights and a byte vocabulary, as a GGUF file: half a megabyte
 * that a real server loads, and the perfect known-bad customer.
 *
 * The format: <https://github.com/ggml-org/ggml/blob/master/docs/gguf.md>, version 3.
 *
 * @module
 */
import { createRandom } from "../../statistics/random.ts";

const EMBEDDING = 64;
const LAYERS = 2;
const HEADS = 4;
const FEED_FORWARD = 128;
const CONTEXT = 4096;
const ALIGNMENT = 32;

/** Types of values in the header. */
const TYPE = { uint32: 4, int32: 5, float32: 6, string: 8, array: 9 } as const;

/**
 * The file's bytes; the same seed gives the same bytes.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { tinyGguf } from "./tiny_gguf.ts";
 *
 * const bytes = tinyGguf(1);
 * assert.equal(new TextDecoder().decode(bytes.subarray(0, 4)), "GGUF");
 * assert.ok(bytes.length < 1e6);
 * ```
 */
export function tinyGguf(seed: number): Uint8Array<ArrayBuffer> {
  const tensors = tensorsOf(vocabulary().tokens.length);
  const facts = metadata();
  const header = bytesOf((out) => {
    out.text("GGUF");
    out.uint32(3);
    out.uint64(tensors.length);
    out.uint64(facts.length);
    for (const fact of facts) fact(out);
    let offset = 0;
    for (const { name, shape } of tensors) {
      out.string(name);
      out.uint32(shape.length);
      // Innermost dimension first.
      for (const size of [...shape].reverse()) out.uint64(size);
      out.uint32(0); // 32-bit floats
      out.uint64(offset);
      offset += padded(4 * sizeOf(shape));
    }
  });
  const random = createRandom(seed);
  const data = tensors.reduce((sum, { shape }) => sum + padded(4 * sizeOf(shape)), 0);
  const bytes = new Uint8Array(padded(header.length) + data);
  bytes.set(header);
  let at = padded(header.length);
  for (const { shape } of tensors) {
    const weights = new Float32Array(sizeOf(shape));
    // Norms are ones; everything else is noise.
    for (let i = 0; i < weights.length; i++) {
      weights[i] = shape.length === 1 ? 1 : 0.05 * random.normal();
    }
    bytes.set(new Uint8Array(weights.buffer), at);
    at += padded(4 * weights.length);
  }
  return bytes;
}

function tensorsOf(vocabulary: number): { name: string; shape: number[] }[] {
  const tensors = [
    { name: "token_embd.weight", shape: [vocabulary, EMBEDDING] },
    { name: "output_norm.weight", shape: [EMBEDDING] },
    { name: "output.weight", shape: [vocabulary, EMBEDDING] },
  ];
  for (let layer = 0; layer < LAYERS; layer++) {
    const add = (name: string, ...shape: number[]) =>
      tensors.push({ name: `blk.${layer}.${name}.weight`, shape });
    for (const name of ["attn_q", "attn_k", "attn_v", "attn_output"]) {
      add(name, EMBEDDING, EMBEDDING);
    }
    add("ffn_gate", FEED_FORWARD, EMBEDDING);
    add("ffn_up", FEED_FORWARD, EMBEDDING);
    add("ffn_down", EMBEDDING, FEED_FORWARD);
    add("attn_norm", EMBEDDING);
    add("ffn_norm", EMBEDDING);
  }
  return tensors;
}

/** Three control tokens, all bytes, and the printable characters. */
function vocabulary(): { tokens: string[]; types: number[]; scores: number[] } {
  const bytes = Array.from(
    { length: 256 },
    (_, b) => `<0x${b.toString(16).toUpperCase().padStart(2, "0")}>`,
  );
  const characters = Array.from({ length: 95 }, (_, i) => String.fromCharCode(32 + i));
  characters.push("▁");
  return {
    tokens: ["<unk>", "<s>", "</s>", ...bytes, ...characters],
    types: [2, 3, 3, ...bytes.map(() => 6), ...characters.map(() => 1)],
    scores: [0, 0, 0, ...bytes.map(() => 0), ...characters.map((_, i) => -i)],
  };
}

type Fact = (out: Writer) => void;

function metadata(): Fact[] {
  const { tokens, types, scores } = vocabulary();
  const text = (key: string, value: string): Fact => (out) => {
    out.string(key);
    out.uint32(TYPE.string);
    out.string(value);
  };
  const whole = (key: string, value: number): Fact => (out) => {
    out.string(key);
    out.uint32(TYPE.uint32);
    out.uint32(value);
  };
  const list = <T>(
    key: string,
    type: number,
    values: readonly T[],
    put: (out: Writer, value: T) => void,
  ): Fact =>
  (out) => {
    out.string(key);
    out.uint32(TYPE.array);
    out.uint32(type);
    out.uint64(values.length);
    for (const value of values) put(out, value);
  };
  return [
    text("general.architecture", "llama"),
    whole("general.file_type", 0),
    whole("llama.context_length", CONTEXT),
    whole("llama.embedding_length", EMBEDDING),
    whole("llama.block_count", LAYERS),
    whole("llama.feed_forward_length", FEED_FORWARD),
    whole("llama.attention.head_count", HEADS),
    whole("llama.attention.head_count_kv", HEADS),
    (out) => {
      out.string("llama.attention.layer_norm_rms_epsilon");
      out.uint32(TYPE.float32);
      out.float32(1e-5);
    },
    whole("llama.rope.dimension_count", EMBEDDING / HEADS),
    whole("llama.vocab_size", tokens.length),
    text("tokenizer.ggml.model", "llama"),
    text("tokenizer.ggml.pre", "llama"),
    list("tokenizer.ggml.tokens", TYPE.string, tokens, (out, token) => out.string(token)),
    list("tokenizer.ggml.scores", TYPE.float32, scores, (out, score) => out.float32(score)),
    list("tokenizer.ggml.token_type", TYPE.int32, types, (out, type) => out.uint32(type)),
    whole("tokenizer.ggml.bos_token_id", 1),
    whole("tokenizer.ggml.eos_token_id", 2),
    whole("tokenizer.ggml.unknown_token_id", 0),
  ];
}

interface Writer {
  text(value: string): void;
  /** Length, then the bytes. */
  string(value: string): void;
  uint32(value: number): void;
  uint64(value: number): void;
  float32(value: number): void;
}

function bytesOf(write: (out: Writer) => void): Uint8Array {
  const chunks: Uint8Array[] = [];
  const encoder = new TextEncoder();
  const number = (size: number, put: (view: DataView) => void) => {
    const chunk = new Uint8Array(size);
    put(new DataView(chunk.buffer));
    chunks.push(chunk);
  };
  const out: Writer = {
    text: (value) => void chunks.push(encoder.encode(value)),
    string(value) {
      const bytes = encoder.encode(value);
      out.uint64(bytes.length);
      chunks.push(bytes);
    },
    uint32: (value) => number(4, (view) => view.setUint32(0, value, true)),
    uint64: (value) => number(8, (view) => view.setBigUint64(0, BigInt(value), true)),
    float32: (value) => number(4, (view) => view.setFloat32(0, value, true)),
  };
  write(out);
  const all = new Uint8Array(chunks.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const chunk of chunks) {
    all.set(chunk, at);
    at += chunk.length;
  }
  return all;
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((a, b) => a * b, 1);
}

function padded(size: number): number {
  return Math.ceil(size / ALIGNMENT) * ALIGNMENT;
}
